package dev.lamina.compiler;

import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Layers;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.source.SourceFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A page on a layer, loss or optimizer, in Markdown: how it is written, what its arguments are, what it computes, and which shapes it
 * gives for some it may be given. All of it is what the compiler itself goes by, so a new layer has a page as soon as it is listed.
 *
 * @param keyword the word it is written with
 * @param group what it is: {@code layer}, {@code loss} or {@code optimizer}
 * @param summary one sentence
 */
public record KindPage(String keyword, String group, String summary, String text) {
    /** Inputs that a layer is tried with. */
    private static final List<String> INPUTS =
            List.of("vector[10]", "image[4, 12, 12]", "sequence[20, 6]", "tokens[20] below 50");

    /** Every page, in the order in which the language's reference names them. */
    public static List<KindPage> all() {
        return Stream.of(
                        Layers.ALL.stream().map(KindPage::layer),
                        Layers.LOSSES.stream().map(kind -> of(kind, "loss", "")),
                        Layers.OPTIMIZERS.stream().map(kind -> of(kind, "optimizer", "")))
                .flatMap(pages -> pages)
                .toList();
    }

    /** The page of a word of the language. */
    public static Optional<KindPage> find(String keyword) {
        return all().stream().filter(page -> page.keyword.equals(keyword)).findFirst();
    }

    private static KindPage layer(CallKind<Layer> kind) {
        String call = call(kind);
        List<Summary> summaries = INPUTS.stream()
                .flatMap(input -> LaminaCompiler.check(model(input, call), Options.defaults()).summaries().stream())
                .toList();
        StringBuilder text = new StringBuilder();
        summaries.stream()
                .map(summary -> summary.rows().get(0))
                .max(Comparator.comparingInt(row -> row.formulas().size()))
                .ifPresent(row -> {
                    text.append(
                            "\n## What it computes\n\nx is what it is given, y what it gives, dx and dy are their gradients.\n");
                    text.append("\n```text\n")
                            .append(String.join("\n", row.formulas()))
                            .append("\n```\n");
                    if (!row.semantics().isEmpty()) {
                        text.append("\nWhere others choose otherwise: ")
                                .append(row.semantics())
                                .append(".\n");
                    }
                });
        text.append("\n## Shapes\n\nWith `").append(call).append("`:\n\n");
        text.append("| given | gives | because | parameters |\n|---|---|---|---|\n");
        for (Summary summary : summaries) {
            Summary.Row row = summary.rows().get(0);
            text.append(cells(
                    summary.input().replaceFirst("\\w+: ", ""),
                    row.shape(),
                    row.arithmetic(),
                    String.join(", ", row.tensors())));
        }
        return of(kind, "layer", text.toString());
    }

    private static SourceFile model(String input, String call) {
        return new SourceFile("example.lamina", "model Example { input x: " + input + "  " + call + " }");
    }

    /** The layer with what must be written, and nothing else. */
    private static String call(CallKind<?> kind) {
        List<String> arguments = new ArrayList<>();
        for (ArgumentKind argument : kind.arguments()) {
            if (argument.preset().isEmpty()) {
                String value = value(argument);
                arguments.add(argument.positional() ? value : argument.name() + " = " + value);
            }
        }
        return kind.keyword() + (arguments.isEmpty() ? "" : "(" + String.join(", ", arguments) + ")");
    }

    private static String value(ArgumentKind argument) {
        return switch (argument.type()) {
            case WHOLE -> "8";
            case PAIR -> "3";
            case NUMBER -> "0.5";
            case FLAG -> "true";
            case WORD -> argument.words().get(0);
        };
    }

    private static KindPage of(CallKind<?> kind, String group, String more) {
        StringBuilder text = new StringBuilder("# " + kind.keyword() + "\n\n");
        text.append(group.equals("optimizer") ? "An " : "A ")
                .append(group)
                .append(": ")
                .append(kind.summary())
                .append(".\n");
        text.append("\n```text\n").append(kind.usage()).append("\n```\n");
        if (!kind.arguments().isEmpty()) {
            text.append("\n| argument | what it is | values | unless given |\n|---|---|---|---|\n");
            kind.arguments()
                    .forEach(argument -> text.append(cells(
                            "`" + argument.name() + "`",
                            argument.meaning(),
                            values(argument),
                            argument.preset().map(value -> "`" + value + "`").orElse("must be given"))));
        }
        return new KindPage(kind.keyword(), group, kind.summary(), text + more);
    }

    private static String values(ArgumentKind argument) {
        return switch (argument.type()) {
            case WHOLE -> "a whole number" + range(argument);
            case PAIR -> "a whole number" + range(argument) + ", or two: (height, width)";
            case NUMBER -> "a number" + range(argument);
            case FLAG -> "`true`, `false`";
            case WORD -> argument.words().stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
        };
    }

    private static String range(ArgumentKind argument) {
        boolean open = argument.most() >= Integer.MAX_VALUE;
        return open
                ? " from " + number(argument.least())
                : " from " + number(argument.least()) + " to " + number(argument.most());
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }

    private static String cells(String... cells) {
        return Stream.of(cells).map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
