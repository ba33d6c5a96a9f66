package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MainTest {

  private static final Path DOCUMENT = Path.of("../docs/command-line.md");

  @TempDir private Path temporary;

  @Test
  void versionIsThatOfTheBuild() {
    assertThat(Invocation.of("--version").out())
        .matches("cairn \\d+\\.\\d+\\.\\d+\\S* on Java .*\n");
  }

  @Test
  void withoutACommandTheHelpIsAnError() {
    Invocation bare = Invocation.of();
    assertThat(bare.exitCode()).isEqualTo(2);
    assertThat(bare.out()).isEmpty();
    assertThat(bare.err()).startsWith("Usage: cairn ").contains("verify");
  }

  /** The names of all commands there are. */
  static Stream<String> commands() {
    return new CairnCommands()
        .create().stream()
            .flatMap(command -> Stream.ofNullable(command.getClass().getAnnotation(Command.class)))
            .map(Command::name);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelpWithExamplesAndExitCodes(String command) {
    Invocation help = Invocation.of(command, "--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out())
        .startsWith("Usage: cairn " + command)
        .containsPattern("Examples?:\n  ")
        .contains("Exit codes:");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandAndOptionIsInTheDocument(String command) throws IOException {
    String document = Files.readString(DOCUMENT);
    assertThat(document).contains("## cairn " + command);
    Invocation.of(command, "--help")
        .out()
        .lines()
        .flatMap(line -> java.util.regex.Pattern.compile("--[a-z-]+").matcher(line).results())
        .forEach(option -> assertThat(document).contains("`" + option.group()));
  }

  @Test
  void anUnknownOptionIsOneLineThatLeadsToTheHelp() {
    Invocation wrong = Invocation.of("run", "a.jsh", "--stepz", "3");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err())
        .contains("--stepz")
        .endsWith("; see cairn run --help\n")
        .hasLineCount(1);
  }

  @Test
  void completionKnowsTheCommandsAndTheirOptions() {
    Invocation completion = Invocation.of("completion");
    assertThat(completion.exitCode()).isZero();
    assertThat(completion.out())
        .startsWith("#!/usr/bin/env bash")
        .contains("verify")
        .contains("--max-checkpoints");
  }

  @Test
  void doctorAsJsonHasAStatusForEachCheck() {
    Invocation doctor = Invocation.of("doctor", "--json", "--runs", temporary);
    assertThat(doctor.exitCode()).isZero();
    JsonNode array = JsonMapper.shared().readTree(doctor.out());
    assertThat(array)
        .extracting(check -> check.get("check").stringValue())
        .containsExactly("java", "scripts", "engine", "device", "cache", "memory", "disk");
    assertThat(array)
        .allSatisfy(check -> assertThat(check.get("status").stringValue()).isIn("ok", "warn"));
  }

  @Test
  void doctorFailsWhereRunsCannotBeWrittenAndSaysTheWayOut() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    Invocation doctor = Invocation.of("doctor", "--runs", file);
    assertThat(doctor.exitCode()).isEqualTo(1);
    assertThat(doctor.out()).containsPattern("fail  disk .*\n.*name another.*--runs");
  }
}
