package dev.cairn.kernel.session;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.eclipse.aether.graph.Dependency;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * What a pom.xml, or a part of one, asks for.
 *
 * @param dependencies those that are needed to run
 * @param repositories addresses by id
 */
record Pom(List<Dependency> dependencies, Map<String, String> repositories) {

  private static final Pattern DECLARATION = Pattern.compile("^\\s*<\\?xml[^>]*\\?>");
  private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^}]+)}");
  private static final List<String> NOT_NEEDED = List.of("test", "provided", "system", "import");

  /**
   * Reads a whole pom.xml, or some of its elements without one around them.
   *
   * @throws MagicException if it is no XML, or a dependency has no version
   */
  static Pom parse(String text) {
    Element root = root("<cell>" + DECLARATION.matcher(text).replaceFirst("") + "</cell>");
    Map<String, String> properties = new LinkedHashMap<>();
    children(root, "properties").forEach(all -> putAll(all, properties));
    Map<String, String> repositories = new LinkedHashMap<>();
    for (Element repository : children(root, "repository")) {
      repositories.put(
          text(repository, "id", properties).orElse("repository-" + repositories.size()),
          text(repository, "url", properties)
              .orElseThrow(() -> new MagicException("a repository needs an url")));
    }
    List<Dependency> dependencies =
        children(root, "dependency").stream()
            .filter(
                dependency ->
                    !NOT_NEEDED.contains(text(dependency, "scope", properties).orElse("compile")))
            .map(dependency -> dependency(dependency, properties))
            .toList();
    return new Pom(dependencies, repositories);
  }

  private static Dependency dependency(Element element, Map<String, String> properties) {
    String name =
        text(element, "groupId", properties).orElse("")
            + ":"
            + text(element, "artifactId", properties).orElse("");
    String version =
        text(element, "version", properties)
            .orElseThrow(
                () -> new MagicException(name + " has no version; write one in the dependency"));
    String middle =
        text(element, "classifier", properties)
            .map(
                classifier ->
                    ":" + text(element, "type", properties).orElse("jar") + ":" + classifier)
            .orElse("");
    return MavenJars.dependency(name + middle + ":" + version);
  }

  private static Element root(String xml) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      Document document =
          factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
      return document.getDocumentElement();
    } catch (SAXException e) {
      throw new MagicException("this is no part of a pom.xml: " + e.getMessage(), e);
    } catch (ParserConfigurationException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void putAll(Element properties, Map<String, String> into) {
    NodeList children = properties.getChildNodes();
    for (int i = 0; i < children.getLength(); i++) {
      if (children.item(i) instanceof Element property) {
        into.put(property.getTagName(), property.getTextContent().strip());
      }
    }
  }

  private static List<Element> children(Element root, String name) {
    NodeList found = root.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }

  private static Optional<String> text(
      Element element, String name, Map<String, String> properties) {
    for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child.getNodeName().equals(name)) {
        return Optional.of(resolved(child.getTextContent().strip(), properties));
      }
    }
    return Optional.empty();
  }

  private static String resolved(String text, Map<String, String> properties) {
    return PROPERTY
        .matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(properties.getOrDefault(found.group(1), found.group())));
  }
}
