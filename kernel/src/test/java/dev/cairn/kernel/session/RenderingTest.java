package dev.cairn.kernel.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import dev.cairn.display.Display;
import dev.cairn.display.Terminal;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RenderingTest {

  private static final Display DISPLAY =
      new Display() {
        @Override
        public String text(Terminal terminal) {
          return "text\n";
        }

        @Override
        public String html() {
          return "<b>html</b>";
        }

        @Override
        public Optional<byte[]> png() {
          return Optional.of(new byte[] {1, 2, 3});
        }
      };

  @Test
  void aDisplayIsShownAsHtmlAndAsText() {
    assertThat(Rendering.of(DISPLAY))
        .containsEntry("text/html", "<b>html</b>")
        .containsEntry("text/plain", "text")
        .hasSize(2);
  }

  @Test
  void aPictureIsDrawnWhereItIsAskedFor() {
    assertThat(Rendering.of(DISPLAY, "image/png")).containsOnly(Map.entry("image/png", "AQID"));
    assertThatThrownBy(() -> Rendering.of("text", "image/png"))
        .hasMessage("a String cannot be shown as image/png; it can as text/plain");
  }

  @Test
  void anImageIsAPng() {
    assertThat(Rendering.of(new BufferedImage(2, 3, BufferedImage.TYPE_INT_RGB)))
        .containsKey("image/png")
        .containsEntry("text/plain", "image of 2 x 3 pixels");
  }

  @Test
  void arraysShowWhatIsInThem() {
    assertThat(Rendering.of(new int[] {1, 2})).containsEntry("text/plain", "[1, 2]");
    assertThat(Rendering.of(new String[][] {{"a"}, {"b"}}))
        .containsEntry("text/plain", "[[a], [b]]");
  }

  @Test
  void aLongTextIsCutAndSaysSo() {
    assertThat((String) Rendering.of("x".repeat(30_000)).get("text/plain"))
        .endsWith("(10,000 characters more; print it to see them)");
  }

  @Test
  void aValueThatCannotBePrintedIsShownAllTheSame() {
    Object bad =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("no");
          }
        };
    assertThat((String) Rendering.of(bad).get("text/plain")).contains("whose toString() fails");
    List<Object> self = new java.util.ArrayList<>();
    self.add(List.of(self));
    assertThat((String) Rendering.of(self).get("text/plain")).contains("StackOverflowError");
  }

  @Test
  void anArrayOfTheEngineShowsItsShapeAndItsFirstValues() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, Object> shown = Rendering.of(manager.create(new float[] {0.5f, 2}));
      assertThat((String) shown.get("text/plain")).contains("F32").contains("[2]").contains("0.5");
      assertThat((String) shown.get("text/html")).contains("<table");
      assertThat(Rendering.of(manager.create(new boolean[] {true}))).containsKey("text/plain");
    }
  }
}
