package dev.lamina.cli;

import dev.lamina.compiler.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lamina summary}: all there is to know of models that are right. */
@Command(
        name = "summary",
        description = "Show layers, shapes and how they come about, parameters, work and memory of models.",
        footerHeading = "%nExample:%n",
        footer = "  lamina summary lenet.lamina")
final class SummaryVerb extends Verb {

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Model files; - is standard input.")
    private List<String> files;

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Option(names = "--json", description = "Print the same as JSON.")
    private boolean json;

    SummaryVerb(Console console) {
        super(console);
        files = List.of();
    }

    @Override
    protected int run() {
        Models models = new Models(console, reporter());
        List<Summary> summaries = new ArrayList<>();
        for (String file : files) {
            summaries.addAll(models.summaries(file, model.options()));
        }
        if (json) {
            console.out().println(JsonReport.text(summaries));
        } else {
            summaries.forEach(this::show);
        }
        return ExitCode.FINE;
    }

    private void show(Summary summary) {
        console.out().println(SummaryTable.text(summary));
        show("how shapes come about", summary, Summary.Row::arithmetic);
        show("what is computed", summary, Summary.Row::semantics);
    }

    private void show(String heading, Summary summary, Function<Summary.Row, String> of) {
        Table table = new Table(2, heading, "").rule();
        boolean any = false;
        for (Summary.Row row : summary.rows()) {
            if (!of.apply(row).isEmpty()) {
                table.row(row.label(), of.apply(row));
                any = true;
            }
        }
        if (any) {
            console.out().println(table.text());
        }
    }
}
