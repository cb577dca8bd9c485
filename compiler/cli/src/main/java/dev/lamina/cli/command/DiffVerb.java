package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.ExitCode;
import dev.lamina.cli.console.Failure;
import dev.lamina.cli.console.Text;
import dev.lamina.cli.graph.LayerTree;
import dev.lamina.cli.report.JsonReport;
import dev.lamina.cli.report.Table;
import dev.lamina.compiler.Summary;
import dev.lamina.compiler.source.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lamina diff}: prints the differences of two models in layers, shapes and parameters. */
@Command(
        name = "diff",
        description =
                "Show in which layers, shapes, parameters, loss and training two models differ; exit with 1 if they do.",
        footerHeading = "%nExample:%n",
        footer = "  lamina diff old.lamina new.lamina")
final class DiffVerb extends Verb {
    /** How many equal layers are printed before and after a difference. */
    private static final int CONTEXT = 3;

    /** Shorter runs are printed as they are. */
    private static final int FEWEST_LEFT_OUT = 12;

    @Parameters(index = "0", paramLabel = "A", description = "A model file.")
    private String first = "";

    @Parameters(index = "1", paramLabel = "B", description = "Another.")
    private String second = "";

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Option(names = "--json", description = "Print the lines as JSON.")
    private boolean json;

    DiffVerb(Console console) {
        super(console);
    }

    @Override
    protected int run() {
        Summary before = summary(first);
        Summary after = summary(second);
        List<DiffLine> lines = lines(parts(before), parts(after));
        boolean same = lines.stream().allMatch(line -> line.mark().isEmpty());
        if (json) {
            console.out().println(JsonReport.text(new DiffReport(same, lines)));
        } else if (same) {
            console.out()
                    .println(Printable.line(first + " and " + second)
                            + " have the same layers, shapes, parameters, loss and training");
        } else {
            console.out().print(table(withoutEqualRuns(withShapes(lines))).text(console.width(), 2));
            lines.stream()
                    .filter(line ->
                            line.part().shape().isEmpty() && !line.mark().isEmpty())
                    .forEach(line -> console.out()
                            .println("  " + line.mark() + "  " + line.part().label() + "  "
                                    + line.part().what()));
            console.out()
                    .println("\n  parameters: " + change(before.parameters(), after.parameters()) + ", multiply-adds: "
                            + change(before.multiplyAdds(), after.multiplyAdds()));
        }
        return same ? ExitCode.FINE : ExitCode.INPUT;
    }

    private static String change(long before, long after) {
        return Text.grouped(before) + (before == after ? "" : " -> " + Text.grouped(after));
    }

    private Summary summary(String file) {
        List<Summary> summaries = new Models(console, reporter()).summaries(file, model.options());
        if (summaries.size() != 1) {
            throw new Failure(file + " holds " + summaries.size() + " models; choose one with --model");
        }
        return summaries.get(0);
    }

    /**
     * What is compared: the inputs, each layer, the outputs, the losses, the training.
     *
     * @param takes which values a layer takes, if it takes others than the one before it
     */
    private record ModelPart(String label, String what, String takes, String shape, long parameters) {
        private static final Pattern NUMBER = Pattern.compile("(?<=[A-Za-z_])\\d+(?![\\w.])");

        /** Whether both are the same but for the numbers in assigned labels, which change if a layer before them is added. */
        boolean matches(ModelPart other) {
            return unnumbered(label).equals(unnumbered(other.label))
                    && what.equals(other.what)
                    && unnumbered(takes).equals(unnumbered(other.takes))
                    && shape.equals(other.shape)
                    && parameters == other.parameters;
        }

        private static String unnumbered(String labels) {
            return NUMBER.matcher(labels).replaceAll("");
        }

        /** This part as it was and as it is under another name. */
        ModelPart renamed(ModelPart after) {
            return new ModelPart(both(label, after.label), what, both(takes, after.takes), shape, parameters);
        }

        private static String both(String before, String after) {
            return before.equals(after) ? before : before + " -> " + after;
        }
    }

    /**
     * A part of both models, or of one of them: {@code -} marks parts of the first, {@code +} those of the second, and {@code ~} a layer that
     * has, or takes a value that has, another number in its label.
     */
    private record DiffLine(String mark, ModelPart part) {
        boolean isInBoth() {
            return mark.isEmpty() || mark.equals("~");
        }

        /** Stands for {@code lines} that are in both models. */
        static DiffLine instead(List<DiffLine> lines) {
            boolean renumbered = lines.stream().anyMatch(line -> !line.mark().isEmpty());
            String what = lines.size() + " equal lines" + (renumbered ? ", with other numbers in labels" : "");
            return new DiffLine("", new ModelPart("...", what, "", " ", 0));
        }
    }

    /** All lines, and whether the models are the same. */
    private record DiffReport(boolean same, List<DiffLine> lines) {}

    private static List<ModelPart> parts(Summary summary) {
        List<ModelPart> parts = new ArrayList<>();
        summary.inputs().forEach(input -> parts.add(new ModelPart("input", input.name(), "", input.shape(), 0)));
        LayerTree tree = LayerTree.unfolded(summary);
        tree.layers().forEach(layer -> {
            Summary.Row row = layer.row();
            parts.add(new ModelPart(row.label(), row.layer(), tree.taken(layer), row.shape(), row.parameters()));
        });
        for (Summary.Output output : summary.outputs()) {
            boolean declared = summary.outputs().size() > 1 || !output.name().equals("output");
            if (declared) {
                parts.add(new ModelPart("output", output.name(), "of " + output.value(), output.shape(), 0));
            }
            if (!output.loss().isEmpty()) {
                parts.add(new ModelPart(declared ? "loss of " + output.name() : "loss", output.loss(), "", "", 0));
            }
        }
        summary.choices().stream()
                .filter(choice -> choice.of().equals("train") || choice.of().equals("optimizer"))
                .forEach(choice -> parts.add(new ModelPart(choice.of(), choice.what(), "", "", 0)));
        return parts;
    }

    /** Merges both lists by their longest common subsequence, as {@code diff} does; two layers of one label follow each other. */
    private static List<DiffLine> lines(List<ModelPart> before, List<ModelPart> after) {
        int[][] common = common(before, after);
        List<DiffLine> lines = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            boolean both = i < before.size() && j < after.size();
            if (both && before.get(i).equals(after.get(j))) {
                lines.add(new DiffLine("", before.get(i++)));
                j++;
            } else if (both && before.get(i).matches(after.get(j)) && common[i + 1][j + 1] + 1 == common[i][j]) {
                lines.add(new DiffLine("~", before.get(i++).renamed(after.get(j++))));
            } else if (both
                    && before.get(i).label().equals(after.get(j).label())
                    && common[i + 1][j + 1] == common[i][j]) {
                lines.add(new DiffLine("-", before.get(i++)));
                lines.add(new DiffLine("+", after.get(j++)));
            } else if (j == after.size() || i < before.size() && common[i + 1][j] >= common[i][j + 1]) {
                lines.add(new DiffLine("-", before.get(i++)));
            } else {
                lines.add(new DiffLine("+", after.get(j++)));
            }
        }
        return lines;
    }

    /** The length of the longest common subsequence of both lists from each pair of positions on. */
    private static int[][] common(List<ModelPart> before, List<ModelPart> after) {
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] = before.get(i).matches(after.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }

    /** The lines of the table: loss and training are no layers, and too long for a column. */
    private static List<DiffLine> withShapes(List<DiffLine> lines) {
        return lines.stream().filter(line -> !line.part().shape().isEmpty()).toList();
    }

    /** Of many layers in a row that both models have, only those next to a difference: a deep network has hundreds. */
    private static List<DiffLine> withoutEqualRuns(List<DiffLine> lines) {
        List<DiffLine> shown = new ArrayList<>();
        for (int from = 0; from < lines.size(); ) {
            int to = from;
            while (to < lines.size() && lines.get(to).isInBoth()) {
                to++;
            }
            int first = from == 0 ? 0 : from + CONTEXT;
            int last = to == lines.size() ? to : to - CONTEXT;
            if (last - first >= FEWEST_LEFT_OUT) {
                shown.addAll(lines.subList(from, first));
                shown.add(DiffLine.instead(lines.subList(first, last)));
                shown.addAll(lines.subList(last, to));
            } else {
                shown.addAll(lines.subList(from, to));
            }
            if (to < lines.size()) {
                shown.add(lines.get(to));
            }
            from = to + 1;
        }
        return shown;
    }

    private static Table table(List<DiffLine> lines) {
        boolean branches = lines.stream().anyMatch(line -> !line.part().takes().isEmpty());
        Table table = branches
                ? new Table(5, "", "", "", "takes", "gives", "parameters").rule()
                : new Table(4, "", "", "", "gives", "parameters").rule();
        for (DiffLine line : lines) {
            ModelPart part = line.part();
            String parameters = part.parameters() == 0 ? "" : Text.grouped(part.parameters());
            if (branches) {
                table.row(line.mark(), part.label(), part.what(), part.takes(), part.shape(), parameters);
            } else {
                table.row(line.mark(), part.label(), part.what(), part.shape(), parameters);
            }
        }
        return table;
    }
}
