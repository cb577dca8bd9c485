package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.ExitCode;
import dev.lamina.cli.graph.LayerTree;
import dev.lamina.cli.report.JsonReport;
import dev.lamina.cli.report.SummaryTable;
import dev.lamina.cli.report.Table;
import dev.lamina.compiler.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lamina summary}: prints the layers, costs and choices of models. */
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

    @Option(
            names = "--unfold",
            description = "Show every body of a repeat. By default one of equal bodies stands for all.")
    private boolean unfold;

    @Option(names = "--json", description = "Print the same as JSON, with every body of a repeat.")
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
        LayerTree tree = unfold ? LayerTree.unfolded(summary) : LayerTree.folded(summary);
        console.out().println(SummaryTable.text(summary, tree, console.width()));
        Table shapes = new Table(2, "how shapes come about", "").rule();
        tree.layers()
                .map(LayerTree.Layer::row)
                .filter(row -> !row.arithmetic().isEmpty())
                .forEach(row -> shapes.row(row.label(), row.arithmetic()));
        print(shapes);
        Table choices = new Table(2, "choices", "").rule();
        Set<String> folded = summary.rows().stream().map(Summary.Row::label).collect(Collectors.toSet());
        tree.layers().forEach(layer -> folded.remove(layer.row().label()));
        summary.choices().stream()
                .filter(choice -> !folded.contains(choice.of()))
                .forEach(choice -> choices.row(choice.of(), choice.what()));
        print(choices);
    }

    private void print(Table table) {
        if (table.hasRows()) {
            console.out().println(table.text());
        }
    }
}
