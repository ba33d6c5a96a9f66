package dev.cairn.kernel.kotlin

import java.nio.charset.StandardCharsets.ISO_8859_1
import java.security.MessageDigest
import java.util.HexFormat
import org.jetbrains.kotlin.descriptors.CallableMemberDescriptor
import org.jetbrains.kotlin.descriptors.ClassDescriptor
import org.jetbrains.kotlin.descriptors.DeclarationDescriptor
import org.jetbrains.kotlin.descriptors.FunctionDescriptor
import org.jetbrains.kotlin.descriptors.Modality
import org.jetbrains.kotlin.descriptors.ScriptDescriptor
import org.jetbrains.kotlin.descriptors.TypeAliasDescriptor
import org.jetbrains.kotlin.psi.KtFile
import org.jetbrains.kotlin.renderer.DescriptorRenderer
import org.jetbrains.kotlin.renderer.DescriptorRendererModifier
import org.jetbrains.kotlin.resolve.DescriptorToSourceUtils
import org.jetbrains.kotlin.util.OperatorNameConventions

/**
 * A snippet that was compiled.
 *
 * @property text what it was compiled from
 * @property place the compiler's numbers for it
 * @property imports as they are written
 * @property declared what cells that come can use by its name
 * @property needs the names of snippets whose declarations it uses
 * @property fingerprint of its class files, which are the same where it is compiled again; null if
 *   nothing uses them
 */
internal class Snippet(
  val name: String,
  val text: String,
  val place: Place,
  val imports: List<String>,
  val declared: List<Declared>,
  val needs: Set<String>,
  val fingerprint: String?,
) {
  /** Whether it is only kept for its imports. */
  val isOnlyImports: Boolean
    get() = fingerprint == null

  /** What is left of it where it is only kept for its imports. */
  fun onlyImports() =
    Snippet(name, imports.joinToString("\n"), place, imports, listOf(), setOf(), null)

  /**
   * @property index its place among the snippets
   * @property line its number among the texts, with those that did not compile
   */
  class Place(val index: Int, val line: Int)

  companion object {
    private val NAME = Regex("""(?:Cell|Given)_\d+""")

    /** Of classes of Kotlin cells, and of Java's; users may call what they declare so, too. */
    private val QUALIFIER =
      Regex("""(?<![\w.`])(?:$NAME|`?cairn`?\.`?$NAME`?\.`?REPL`?\.`[^`]+`)(?=\.)""")

    /** The snippets that a text names, or a class file does. */
    fun namesIn(text: String): Set<String> = NAME.findAll(text).mapTo(HashSet()) { it.value }

    fun isName(text: String): Boolean = NAME.matches(text)

    /** Types, or an import, without the snippets that bring them. */
    fun unqualified(text: String): String = text.replace(QUALIFIER, "")

    /**
     * Not all that a snippet needs stands in its class files: a constant does not, nor what is
     * inlined.
     *
     * @param used the snippets that its text names something of
     * @param classFiles by their names
     */
    fun of(
      name: String,
      text: String,
      place: Place,
      script: ScriptDescriptor,
      used: Set<String>,
      classFiles: Map<String, ByteArray>,
    ): Snippet {
      val file = DescriptorToSourceUtils.getContainingFile(script) as KtFile
      val members = script.unsubstitutedMemberScope.getContributedDescriptors()
      return Snippet(
        name,
        text,
        place,
        file.importDirectives.map { it.text },
        members.flatMap(Declared::of),
        used + classFiles.values.flatMap { namesIn(String(it, ISO_8859_1)) },
        fingerprint(classFiles),
      )
    }

    private fun fingerprint(classFiles: Map<String, ByteArray>): String {
      val digest = MessageDigest.getInstance("SHA-256")
      classFiles.toSortedMap().forEach { (name, classFile) ->
        digest.update(name.toByteArray())
        digest.update(classFile)
      }
      return HexFormat.of().formatHex(digest.digest())
    }
  }
}

/**
 * What a snippet declares: a variable, a function or a class.
 *
 * @property exact all that it takes for another one to hide it, types of cells with their snippets
 */
internal class Declared(val exact: String) {
  /** The same, but that a class may be a later one of its name. */
  val name = Snippet.unqualified(exact)

  companion object {
    /** Types are a part of it: a reference to a function or variable can tell it by its type. */
    private val RENDERER =
      DescriptorRenderer.FQ_NAMES_IN_TYPES.withOptions {
        withDefinedIn = false
        modifiers = DescriptorRendererModifier.ALL
      }

    fun of(one: DeclarationDescriptor): List<Declared> =
      when (one) {
        is CallableMemberDescriptor ->
          if (one.kind.isReal) listOf(Declared(RENDERER.render(one))) else listOf()
        is TypeAliasDescriptor -> listOf(Declared(RENDERER.render(one)))
        is ClassDescriptor ->
          otherUses(one).map { Declared("${one.name}: $it") } +
            Declared("${one.visibility} class ${one.name}")
        else -> listOf()
      }

    /** Where a later class of the name cannot be used so, the hidden one still is. */
    private fun otherUses(one: ClassDescriptor): List<String> {
      val values = listOfNotNull(one.takeIf { it.kind.isSingleton }, one.companionObjectDescriptor)
      val calls =
        one.constructors +
          functions(one).filter { one.isFun && it.modality == Modality.ABSTRACT } +
          values.flatMap(::functions).filter { it.name == OperatorNameConventions.INVOKE }
      return calls.map(RENDERER::render) + values.map { "value" }
    }

    private fun functions(one: ClassDescriptor) =
      one.unsubstitutedMemberScope
        .getContributedDescriptors()
        .filterIsInstance<FunctionDescriptor>()
  }
}
