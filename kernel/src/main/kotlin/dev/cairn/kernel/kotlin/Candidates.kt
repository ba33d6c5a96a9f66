package dev.cairn.kernel.kotlin

import org.jetbrains.kotlin.descriptors.CallableDescriptor
import org.jetbrains.kotlin.descriptors.ClassDescriptor
import org.jetbrains.kotlin.descriptors.ConstructorDescriptor
import org.jetbrains.kotlin.descriptors.DeclarationDescriptor
import org.jetbrains.kotlin.descriptors.DeclarationDescriptorWithVisibility
import org.jetbrains.kotlin.descriptors.DescriptorVisibilities
import org.jetbrains.kotlin.descriptors.FunctionDescriptor
import org.jetbrains.kotlin.descriptors.ReceiverParameterDescriptor
import org.jetbrains.kotlin.descriptors.ScriptDescriptor
import org.jetbrains.kotlin.name.FqName
import org.jetbrains.kotlin.name.Name
import org.jetbrains.kotlin.psi.KtCallableReferenceExpression
import org.jetbrains.kotlin.psi.KtDotQualifiedExpression
import org.jetbrains.kotlin.psi.KtElement
import org.jetbrains.kotlin.psi.KtExpression
import org.jetbrains.kotlin.psi.KtImportDirective
import org.jetbrains.kotlin.psi.KtQualifiedExpression
import org.jetbrains.kotlin.psi.KtSimpleNameExpression
import org.jetbrains.kotlin.psi.psiUtil.getParentOfType
import org.jetbrains.kotlin.psi.psiUtil.parentsWithSelf
import org.jetbrains.kotlin.resolve.BindingContext
import org.jetbrains.kotlin.resolve.scopes.DescriptorKindFilter
import org.jetbrains.kotlin.resolve.scopes.HierarchicalScope
import org.jetbrains.kotlin.resolve.scopes.ImportingScope
import org.jetbrains.kotlin.resolve.scopes.LexicalScope
import org.jetbrains.kotlin.resolve.scopes.MemberScope
import org.jetbrains.kotlin.resolve.scopes.receivers.ClassQualifier
import org.jetbrains.kotlin.resolve.scopes.utils.getImplicitReceiversHierarchy
import org.jetbrains.kotlin.resolve.scopes.utils.parentsWithSelf
import org.jetbrains.kotlin.types.KotlinType
import org.jetbrains.kotlin.types.TypeUtils

/**
 * What could stand in the place of a name, the nearest first.
 *
 * @param accepts which names are wanted
 */
internal class Candidates(
  private val analysis: Analysis,
  private val place: KtSimpleNameExpression,
  private val accepts: (String) -> Boolean,
) {
  private val names: (Name) -> Boolean = { !it.isSpecial && accepts(it.asString()) }

  fun all(): Sequence<DeclarationDescriptor> = found().filter(::isVisible)

  private fun found(): Sequence<DeclarationDescriptor> {
    val reference = place.parent as? KtCallableReferenceExpression
    if (reference != null && reference.callableReference == place) {
      val type =
        analysis.bindings[BindingContext.DOUBLE_COLON_LHS, reference.receiverExpression]?.type
      return type?.let { of(it) }.orEmpty()
    }
    val qualified =
      place.parent.let { it as? KtQualifiedExpression ?: it.parent as? KtQualifiedExpression }
    val receiver =
      qualified?.receiverExpression?.takeUnless { it.textRange.contains(place.textRange) }
    return when {
      receiver == null -> inScope()
      place.getParentOfType<KtImportDirective>(true) != null -> inPackage(receiver.text)
      else -> of(receiver)
    }
  }

  /** Members of a value, of a class, or of a package. */
  private fun of(receiver: KtExpression): Sequence<DeclarationDescriptor> {
    val qualifier =
      analysis.bindings[BindingContext.QUALIFIER, receiver]
        ?: analysis.bindings[BindingContext.QUALIFIER, nameOf(receiver)]
    if (qualifier != null) {
      val companion = (qualifier as? ClassQualifier)?.classValueReceiver?.type
      return members(qualifier.staticScope) + companion?.let { of(it) }.orEmpty()
    }
    return analysis.bindings.getType(receiver)?.let { of(it) + extensions(it) }.orEmpty()
  }

  private fun nameOf(receiver: KtExpression): KtExpression =
    (receiver as? KtDotQualifiedExpression)?.selectorExpression ?: receiver

  private fun of(type: KotlinType): Sequence<DeclarationDescriptor> = members(type.memberScope)

  private fun members(scope: MemberScope) =
    scope.getContributedDescriptors(DescriptorKindFilter.ALL, names).asSequence().filter {
      names(it.name)
    }

  private fun inPackage(name: String): Sequence<DeclarationDescriptor> =
    members(analysis.module.getPackage(FqName(name)).memberScope) +
      (classOf(FqName(name))
        ?.let { members(it.unsubstitutedInnerClassesScope) + members(it.staticScope) }
        .orEmpty())

  private fun classOf(name: FqName): ClassDescriptor? =
    if (name.isRoot || name.parent().isRoot) null
    else
      members(analysis.module.getPackage(name.parent()).memberScope)
        .filterIsInstance<ClassDescriptor>()
        .firstOrNull { it.name == name.shortName() }

  private fun inScope(): Sequence<DeclarationDescriptor> {
    val scope = scope() ?: return emptySequence()
    val receivers = scope.getImplicitReceiversHierarchy().sortedBy(::distance).asSequence()
    return scope.parentsWithSelf.takeWhile { it !is ImportingScope }.flatMap { declared(it) } +
      receivers.flatMap { of(it.type) }.filterNot { it.name.asString() in OF_ALL } +
      scope.parentsWithSelf.filterIsInstance<ImportingScope>().flatMap { imported(it) }
  }

  private fun declared(scope: HierarchicalScope): List<DeclarationDescriptor> =
    scope.getContributedDescriptors(DescriptorKindFilter.ALL, names).filter {
      names(it.name) && !isExtension(it)
    }

  /** Blocks first, then what cells have defined, then what all cells have. */
  private fun distance(receiver: ReceiverParameterDescriptor): Int =
    when {
      receiver.containingDeclaration is FunctionDescriptor -> 0
      receiver.type.constructor.declarationDescriptor is ScriptDescriptor -> 1
      else -> 2
    }

  /** What is imported is far too much to be offered before a letter is there. */
  private fun imported(scope: ImportingScope): List<DeclarationDescriptor> =
    if (accepts("")) listOf() else declared(scope)

  private fun extensions(type: KotlinType): Sequence<DeclarationDescriptor> {
    val scope = scope() ?: return emptySequence()
    val types =
      (listOf(type) + TypeUtils.getAllSupertypes(type)).mapTo(HashSet()) { it.constructor }
    return scope.parentsWithSelf
      .flatMap { it.getContributedDescriptors(DescriptorKindFilter.CALLABLES, names) }
      .filterIsInstance<CallableDescriptor>()
      .filter { names(it.name) && isExtension(it) }
      .filter { extension ->
        val receiver = extension.extensionReceiverParameter?.type
        receiver != null &&
          (TypeUtils.getTypeParameterDescriptorOrNull(receiver)?.upperBounds ?: listOf(receiver))
            .all { it.constructor in types }
      }
  }

  private fun isExtension(candidate: DeclarationDescriptor) =
    (candidate as? CallableDescriptor)?.extensionReceiverParameter != null

  private fun scope(): LexicalScope? =
    place.parentsWithSelf.filterIsInstance<KtElement>().firstNotNullOfOrNull {
      analysis.bindings[BindingContext.LEXICAL_SCOPE, it]
    }

  private fun isVisible(candidate: DeclarationDescriptor): Boolean =
    candidate !is ConstructorDescriptor &&
      (candidate as? DeclarationDescriptorWithVisibility)?.visibility.let {
        it == null || it == DescriptorVisibilities.PUBLIC || it == DescriptorVisibilities.LOCAL
      }

  private companion object {
    /** What everything has is not what somebody looks for in a block. */
    val OF_ALL = setOf("equals", "hashCode", "toString")
  }
}
