package dev.lamina.cli.repl;

import dev.lamina.compiler.Summary;
import dev.lamina.compiler.layer.CallKind;
import dev.lamina.compiler.layer.Layers;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What could come next, given a line up to the cursor: layers, arguments, labels, commands. */
final class Completions {
    private static final Pattern IN_CALL = Pattern.compile("(\\w+)\\s*\\([^()]*$");
    private static final Pattern OF_LAYER = Pattern.compile(":(why|java|grad)\\s+\\w*$");

    private Completions() {}

    /** Words that may stand at the cursor; which of them begin as the user did is for others to find out. */
    static List<String> of(String line, List<Summary.Row> rows) {
        String text = line.stripLeading();
        if (OF_LAYER.matcher(text).find()) {
            return rows.stream().map(Summary.Row::label).toList();
        }
        if (text.startsWith(":")) {
            return text.contains(" ")
                    ? List.of()
                    : Commands.NAMES.stream().map(name -> ":" + name).toList();
        }
        Matcher call = IN_CALL.matcher(text);
        if (call.find()) {
            return all().filter(kind -> kind.keyword().equals(call.group(1)))
                    .flatMap(kind -> kind.arguments().stream())
                    .map(argument -> argument.name() + " = ")
                    .toList();
        }
        if (text.matches("loss\\s+\\w*")) {
            return keywords(Layers.LOSSES);
        }
        if (text.matches("(?s).*\\boptimizer\\s+\\w*")) {
            return keywords(Layers.OPTIMIZERS);
        }
        List<String> words = new ArrayList<>(keywords(Layers.ALL));
        words.addAll(List.of("input ", "loss ", "train {", "image[", "vector["));
        return words;
    }

    private static Stream<CallKind<?>> all() {
        return Stream.of(Layers.ALL, Layers.LOSSES, Layers.OPTIMIZERS).flatMap(List::stream);
    }

    private static <T> List<String> keywords(List<CallKind<T>> kinds) {
        return kinds.stream()
                .map(kind -> kind.arguments().isEmpty() ? kind.keyword() : kind.keyword() + "(")
                .toList();
    }
}
