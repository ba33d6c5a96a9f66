package dev.cairn.cli;

import java.util.List;
import java.util.concurrent.Callable;

/** The commands of this module. */
public final class CairnCommands implements Commands {

  @Override
  public List<Callable<Integer>> create() {
    return List.of(
        new RunCommand(),
        new ConfigCommand(),
        new LsCommand(),
        new ShowCommand(),
        new CurvesCommand(),
        new EvalCommand(),
        new CompareCommand(),
        new ReportCommand(),
        new WatchCommand(),
        new VerifyCommand(),
        new GenerateCommand(),
        new DiffCommand(),
        new MergeCommand(),
        new DuCommand(),
        new PruneCommand(),
        new PinCommand(),
        new RmCommand(),
        new RestoreCommand(),
        new ExperimentsCommand(),
        new ExportCommand(),
        new ImportCommand(),
        new ArchiveCommand(),
        new UnarchiveCommand(),
        new CompressCommand(),
        new DecompressCommand(),
        new DoctorCommand(),
        new BenchCommand(),
        new CompletionCommand());
  }
}
