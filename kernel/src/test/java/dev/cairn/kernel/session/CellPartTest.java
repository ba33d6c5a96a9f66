package dev.cairn.kernel.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CellPartTest {

  @Test
  void codeIsOnePart() {
    assertThat(CellPart.of("int a = 1;\na + 1"))
        .containsExactly(new CellPart.Code("int a = 1;\na + 1\n"));
  }

  @Test
  void aMagicsLineStandsBetweenTheCodeAroundIt() {
    assertThat(CellPart.of("int a = 1;\n%maven g:a:1\na + 1"))
        .containsExactly(
            new CellPart.Code("int a = 1;\n"),
            new CellPart.LineMagic("maven", "g:a:1"),
            new CellPart.Code("\n\na + 1\n"));
  }

  @Test
  void codeAfterAMagicKeepsItsLineNumbers() {
    CellPart.Code last = (CellPart.Code) CellPart.of("%vars\n\n!ls\nx").get(2);
    assertThat(last.source().lines().toList().indexOf("x")).isEqualTo(3);
  }

  @Test
  void aLineMayTakeTheFilesThatAMagicFinds() {
    assertThat(CellPart.of("int a = 1;\nList<String> added = %jars lib/*.jar\nadded"))
        .contains(new CellPart.FilesMagic("\nList<String> added = ", "jars", "lib/*.jar"))
        .hasSize(3);
    assertThat(CellPart.of("String text = \"x = %jars %s\";")).hasSize(1);
    assertThat(CellPart.of("// x = %jars lib/*.jar\n1")).hasSize(1);
  }

  @Test
  void aCellsMagicTakesTheWholeCell() {
    assertThat(CellPart.of("%%bash  -e \necho 1\n%vars"))
        .containsExactly(new CellPart.CellMagic("bash", "-e", "echo 1\n%vars"));
  }

  @Test
  void aRemainderOrANegationInCodeIsNoMagic() {
    assertThat(CellPart.of("int a = 7\n  % 2;\nboolean b =\n  !c;")).hasSize(1);
    assertThat(CellPart.of("a\n% 2")).hasSize(1);
  }

  @Test
  void aTextBlocksLinesAreNoMagics() {
    assertThat(CellPart.of("var t = \"\"\"\n%vars\n!ls\n\"\"\";\n!ls"))
        .containsExactly(
            new CellPart.Code("var t = \"\"\"\n%vars\n!ls\n\"\"\";\n"), new CellPart.Shell("ls"));
  }

  @Test
  void anEmptyCellHasNoParts() {
    assertThat(CellPart.of("  \n\r\n")).isEmpty();
  }
}
