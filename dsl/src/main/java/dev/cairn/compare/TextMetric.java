package dev.cairn.compare;

import java.util.function.Predicate;

/**
 * The share of the generated texts that something holds for. The texts are stored, the share is
 * worked out each time, so that a changed condition is never answered by an old result.
 *
 * @param name what it is called in tables
 * @param holds the condition
 */
public record TextMetric(String name, Predicate<? super GeneratedText> holds) {}
