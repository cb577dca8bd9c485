package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.FileNames;
import dev.lamina.cli.console.TerminalOutput;
import dev.lamina.cli.train.RunIdentity;
import dev.lamina.compiler.CodeTarget;
import dev.lamina.compiler.Fusion;
import dev.lamina.compiler.Target;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Sets up the command with all its verbs and runs one command line. */
public final class CommandRunner {
    private CommandRunner() {}

    /** Runs a command line and returns its exit code; prints to the console's streams only. */
    public static int run(Console console, String... arguments) {
        PrintWriter out = new PrintWriter(TerminalOutput.styled(console.out()), true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(TerminalOutput.styled(console.err()), true, StandardCharsets.UTF_8);
        Failures failures = new Failures(console);
        CommandLine line = new CommandLine(new RootCommand());
        verbs(console).forEach(verb -> line.addSubcommand(withHelp(new CommandLine(verb))));
        line.addSubcommand(new CommandLine.HelpCommand());
        line.addSubcommand("completion", withHelp(new CommandLine(new CompletionVerb(console))), "generate-completion");
        line.registerConverter(Path.class, FileNames::option);
        line.registerConverter(Target.class, text -> EnumWords.find(text, Target.values()));
        line.registerConverter(CodeTarget.class, text -> EnumWords.find(text, CodeTarget.values()));
        line.registerConverter(OutputOptions.Colour.class, text -> EnumWords.find(text, OutputOptions.Colour.values()));
        line.registerConverter(WeightsVerb.Action.class, text -> EnumWords.find(text, WeightsVerb.Action.values()));
        line.registerConverter(WeightsVerb.Origin.class, text -> EnumWords.find(text, WeightsVerb.Origin.values()));
        line.registerConverter(ScalingOptions.What.class, text -> EnumWords.find(text, ScalingOptions.What.values()));
        line.registerConverter(RunIdentity.Part.class, text -> EnumWords.find(text, RunIdentity.Part.values()));
        line.registerConverter(KeepOptions.Keep.class, text -> EnumWords.find(text, KeepOptions.Keep.values()));
        line.registerConverter(
                PredictVerb.OutputFormat.class, text -> EnumWords.find(text, PredictVerb.OutputFormat.values()));
        line.registerConverter(PredictVerb.OnError.class, text -> EnumWords.find(text, PredictVerb.OnError.values()));
        line.registerConverter(
                WeightsVerb.FloatType.class, text -> EnumWords.find(text, WeightsVerb.FloatType.values()));
        line.registerConverter(CompletionVerb.Shell.class, text -> EnumWords.find(text, CompletionVerb.Shell.values()));
        line.registerConverter(Fusion.class, text -> EnumWords.find(text, Fusion.values()));
        NumberWords.register(line);
        line.setUsageHelpWidth(Math.max(80, Math.min(console.columns(), 120)));
        int code = line.setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false) // the text of a file never becomes options, whatever the file is called
                .setColorScheme(CommandLine.Help.defaultColorScheme(console.colourful() ? Ansi.ON : Ansi.OFF))
                .setParameterExceptionHandler(failures::usage)
                .setExecutionExceptionHandler(failures::execution)
                .execute(arguments);
        out.flush();
        err.flush();
        return console.outputFailed() ? failures.output(code) : code;
    }

    private static CommandLine withHelp(CommandLine verb) {
        verb.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Print this help.")
                        .build());
        verb.getCommandSpec().usageMessage().customSynopsis(synopsis(verb.getCommandSpec()));
        return verb;
    }

    /** The required options and parameters. The optional ones are listed below it in the help; after an error they would be too many. */
    private static String synopsis(CommandSpec verb) {
        StringBuilder synopsis = new StringBuilder("lamina " + verb.name() + " [OPTIONS]");
        verb.options().stream()
                .filter(OptionSpec::required)
                .forEach(each -> synopsis.append(" " + each.longestName() + "=" + each.paramLabel()));
        for (PositionalParamSpec each : verb.positionalParameters()) {
            String label = each.paramLabel() + (each.arity().max() > 1 ? "..." : "");
            synopsis.append(each.arity().min() == 0 ? " [" + label + "]" : " " + label);
        }
        return synopsis.toString();
    }

    /** Every verb, in the order of the help. */
    private static List<Verb> verbs(Console console) {
        return List.of(
                new CheckVerb(console),
                new SummaryVerb(console),
                new ExplainVerb(console),
                new FmtVerb(console),
                new CompileVerb(console),
                new TrainVerb(console),
                new SampleVerb(console),
                new EvalVerb(console),
                new PredictVerb(console),
                new RunVerb(console),
                new GradcheckVerb(console),
                new BenchVerb(console),
                new GraphVerb(console),
                new DiffVerb(console),
                new ReplVerb(console),
                new WeightsVerb(console));
    }
}
