package dev.lamina.cli;

import dev.lamina.compiler.Summary;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lamina diff}: what changed between two models, in layers, shapes and parameters. */
@Command(
        name = "diff",
        description = "Show in which layers, shapes and parameters two models differ; exit with 1 if they do.",
        footerHeading = "%nExample:%n",
        footer = "  lamina diff old.lamina new.lamina")
final class DiffVerb extends Verb {

    @Parameters(index = "0", paramLabel = "A", description = "A model file.")
    private String first = "";

    @Parameters(index = "1", paramLabel = "B", description = "Another.")
    private String second = "";

    @Mixin
    private ModelOptions model = new ModelOptions();

    DiffVerb(Console console) {
        super(console);
    }

    @Override
    protected int run() {
        Summary before = summary(first);
        Summary after = summary(second);
        List<String> lines = lines(before.rows(), after.rows());
        boolean same = lines.stream().allMatch(line -> line.startsWith(" "));
        if (same) {
            console.out().println(first + " and " + second + " have the same layers, shapes and parameters");
            return ExitCode.FINE;
        }
        lines.forEach(console.out()::println);
        console.out()
                .println("parameters: " + Text.grouped(before.parameters()) + " -> " + Text.grouped(after.parameters())
                        + ", multiply-adds: " + Text.grouped(before.multiplyAdds()) + " -> "
                        + Text.grouped(after.multiplyAdds()));
        return ExitCode.INPUT;
    }

    private Summary summary(String file) {
        List<Summary> summaries = new Models(console, reporter()).summaries(file, model.options());
        if (summaries.size() != 1) {
            throw new Failure(file + " holds " + summaries.size() + " models; choose one with --model");
        }
        return summaries.get(0);
    }

    /** Both lists in one, by their longest common subsequence, as {@code diff} would. */
    private static List<String> lines(List<Summary.Row> before, List<Summary.Row> after) {
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] = before.get(i).equals(after.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<String> lines = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
                lines.add(line("  ", before.get(i)));
                i++;
                j++;
            } else if (j == after.size() || i < before.size() && common[i + 1][j] >= common[i][j + 1]) {
                lines.add(line("- ", before.get(i++)));
            } else {
                lines.add(line("+ ", after.get(j++)));
            }
        }
        return lines;
    }

    private static String line(String mark, Summary.Row row) {
        String parameters = row.parameters() == 0 ? "" : "  (" + Text.count(row.parameters(), "parameter") + ")";
        return mark + row.label() + "  " + row.layer() + "  " + row.shape() + parameters;
    }
}
