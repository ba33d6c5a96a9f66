package dev.cairn.kernel.java;

import java.util.regex.Pattern;

/** The source of a documentation comment as plain text. */
final class JavadocText {
  private static final Pattern CODE = Pattern.compile("\\{@(?:code|literal)\\s+([^}]*)}");
  private static final Pattern LINK =
      Pattern.compile("\\{@link(?:plain)?\\s+([^}\\s]+)(?:\\s+([^}]*))?}");
  private static final Pattern OTHER = Pattern.compile("\\{@\\w+\\s*([^}]*)}");
  private static final Pattern PARAGRAPH =
      Pattern.compile("\\s*</?(?:p|pre|ul|ol|blockquote)>\\s*");
  private static final Pattern ITEM = Pattern.compile("\\s*<li>\\s*");
  private static final Pattern TAG = Pattern.compile("</?[a-zA-Z][^>]*>");

  private JavadocText() {}

  static String plain(String source) {
    String text = CODE.matcher(source).replaceAll("$1");
    text =
        LINK.matcher(text)
            .replaceAll(link -> quoted(link.group(2) == null ? link.group(1) : link.group(2)));
    text = OTHER.matcher(text).replaceAll("$1");
    text = PARAGRAPH.matcher(text).replaceAll("\n\n");
    text = ITEM.matcher(text).replaceAll("\n- ");
    text = TAG.matcher(text).replaceAll("");
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ");
    return text.replace("&amp;", "&").strip();
  }

  private static String quoted(String link) {
    return java.util.regex.Matcher.quoteReplacement(link.replace('#', '.'));
  }
}
