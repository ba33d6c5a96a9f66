package dev.cairn.compare;

import java.util.Optional;

/**
 * What a model wrote.
 *
 * @param prompt what it was given
 * @param text what it wrote after it
 * @param expected what a test case wanted it to write; empty for a prompt alone
 */
public record GeneratedText(String prompt, String text, Optional<String> expected) {}
