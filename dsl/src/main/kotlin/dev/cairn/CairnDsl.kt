package dev.cairn

/** Marks the blocks of the DSL, so that an inner block does not silently reach an outer one. */
@DslMarker @Target(AnnotationTarget.CLASS, AnnotationTarget.TYPE) annotation class CairnDsl
