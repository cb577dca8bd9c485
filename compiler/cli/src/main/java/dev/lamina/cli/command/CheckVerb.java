package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.ExitCode;
import dev.lamina.cli.graph.LayerTree;
import dev.lamina.cli.report.JsonReport;
import dev.lamina.cli.report.Reporter;
import dev.lamina.cli.report.SummaryTable;
import dev.lamina.compiler.Result;
import dev.lamina.compiler.Summary;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lamina check}: prints the diagnostics of model files, and the layers of models without errors. */
@Command(
        name = "check",
        description =
                "Find the mistakes in model files; show layers, shapes, parameters, work and memory of each model.",
        footerHeading = "%nExample:%n",
        footer = "  lamina check lenet.lamina -D classes=26")
final class CheckVerb extends Verb {

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Model files; - is standard input.")
    private List<String> files;

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Option(
            names = {"-q", "--quiet"},
            description = "Print what is wrong, and nothing else.")
    private boolean quiet;

    @Option(names = "--json", description = "Print diagnostics and layers to standard output as JSON.")
    private boolean json;

    @Option(names = "--warnings-as-errors", description = "Exit with 1 after a warning too.")
    private boolean warningsAsErrors;

    CheckVerb(Console console) {
        super(console);
        files = List.of();
    }

    @Override
    protected int run() {
        Reporter reporter = reporter();
        Models models = new Models(console, reporter);
        List<JsonReport.FileReport> reports = new ArrayList<>();
        boolean failed = false;
        for (String file : files) {
            Result<Summary> checked = models.check(file, model.options());
            failed |= checked.diagnostics().fails(warningsAsErrors);
            if (json) {
                reports.add(JsonReport.of(file, checked));
            } else {
                reporter.print(checked.diagnostics());
                show(checked);
            }
        }
        if (json) {
            console.out().println(JsonReport.text(reports));
        }
        return failed ? ExitCode.INPUT : ExitCode.FINE;
    }

    private void show(Result<Summary> checked) {
        // After an error, what is left of a file is not what the user meant.
        if (!quiet && !checked.diagnostics().hasErrors()) {
            checked.models()
                    .forEach(summary -> console.out()
                            .println(SummaryTable.text(summary, LayerTree.folded(summary), console.width())));
        }
    }
}
