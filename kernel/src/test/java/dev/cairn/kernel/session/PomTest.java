package dev.cairn.kernel.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PomTest {

  @Test
  void aWholePomsDependenciesAreThoseThatAreNeededToRun() {
    Pom pom =
        Pom.parse(
            """
            <?xml version="1.0"?>
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <properties><text.version>1.13.0</text.version></properties>
              <repositories><repository><id>ours</id><url>https://example.org/</url></repository></repositories>
              <dependencies>
                <dependency><groupId>a</groupId><artifactId>b</artifactId><version>${text.version}</version></dependency>
                <dependency><groupId>c</groupId><artifactId>d</artifactId><version>1</version><scope>test</scope></dependency>
                <dependency><groupId>e</groupId><artifactId>f</artifactId><version>2</version><classifier>sources</classifier></dependency>
              </dependencies>
            </project>
            """);
    assertThat(pom.dependencies())
        .extracting(dependency -> dependency.getArtifact().toString())
        .containsExactly("a:b:jar:1.13.0", "e:f:jar:sources:2");
    assertThat(pom.repositories()).containsEntry("ours", "https://example.org/");
  }

  @Test
  void aDependencyAloneWillDo() {
    Pom pom =
        Pom.parse(
            "<dependency><groupId>a</groupId><artifactId>b</artifactId><version>1</version></dependency>");
    assertThat(pom.dependencies()).hasSize(1);
  }

  @Test
  void whatIsNoPomIsRefusedInOneLine() {
    assertThatThrownBy(() -> Pom.parse("<dependency>"))
        .isInstanceOf(MagicException.class)
        .hasMessageContaining("no part of a pom.xml");
    assertThatThrownBy(() -> Pom.parse("<dependency><groupId>a</groupId></dependency>"))
        .isInstanceOf(MagicException.class)
        .hasMessageContaining("has no version");
    assertThatThrownBy(
            () -> Pom.parse("<!DOCTYPE x [<!ENTITY y SYSTEM \"file:///etc/passwd\">]><x>&y;</x>"))
        .isInstanceOf(MagicException.class);
  }
}
