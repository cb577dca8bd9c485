package dev.lamina.cli.repl;

import dev.lamina.compiler.Compiler;
import dev.lamina.compiler.Options;
import dev.lamina.compiler.Shaped;
import dev.lamina.compiler.layer.ArgumentKind;
import dev.lamina.compiler.layer.CallKind;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Layers;
import dev.lamina.compiler.source.NearestName;
import dev.lamina.compiler.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An inverse question: which arguments of a layer turn one shape into another? Every answer was tried. */
final class Question {
    private static final Pattern FORM = Pattern.compile("(\\w+)\\s+(\\w+\\s*\\[[^]]*])\\s*->\\s*(\\w+\\s*\\[[^]]*])");
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final int LARGEST_KERNEL = 11;
    private static final int LARGEST_STRIDE = 8;
    private static final int MOST = 12;
    private static final int MOST_AN_AXIS = 3;

    private final CallKind<Layer> kind;
    private final String from;
    private final String to;
    private final List<String> fine = new ArrayList<>();
    private final List<String> suspicious = new ArrayList<>();

    private Question(CallKind<Layer> kind, String from, String to) {
        this.kind = kind;
        this.from = from;
        this.to = to;
    }

    static Response answer(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Response.failure(
                    "error: a question looks like ? maxpool image[64, 112, 112] -> image[64, 56, 56]\n");
        }
        Optional<CallKind<Layer>> kind = Layers.find(Layers.ALL, form.group(1));
        if (kind.isEmpty()) {
            List<String> all = Layers.ALL.stream().map(CallKind::keyword).toList();
            String near = NearestName.of(form.group(1), all)
                    .map(name -> "; did you mean `" + name + "`?")
                    .orElse(", but " + String.join(", ", all));
            return Response.failure("error: there is no layer `" + form.group(1) + "`" + near + "\n");
        }
        return new Question(kind.get(), form.group(2), normal(form.group(3))).answer();
    }

    private static String normal(String shape) {
        return shape.replaceAll("\\s+", "").replace(",", ", ");
    }

    private Response answer() {
        Optional<String> wrong = wrong();
        if (wrong.isPresent()) {
            return Response.failure("error: " + wrong.get() + "\n");
        }
        if (has("padding")) {
            slides().forEach(slide -> attempt(call(slide, slide)));
            if (fine.isEmpty() && suspicious.isEmpty()) {
                pairs();
            }
        } else {
            attempt(call(size()));
        }
        List<String> answers = new ArrayList<>(fine);
        answers.addAll(suspicious);
        if (answers.isEmpty()) {
            return Response.failure("error: no `" + kind.keyword() + "` turns " + normal(from) + " into " + to
                    + (has("padding")
                            ? " with windows of up to " + LARGEST_KERNEL + " and strides of up to " + LARGEST_STRIDE
                            : "")
                    + "\n");
        }
        String more = answers.size() > MOST ? "  ... and " + (answers.size() - MOST) + " more\n" : "";
        return Response.of(String.join("", answers.subList(0, Math.min(MOST, answers.size()))) + more);
    }

    /** What is wrong with the shapes themselves. */
    private Optional<String> wrong() {
        for (String shape : List.of(from, to)) {
            Shaped shaped = shapes(shape, "relu");
            if (shaped.diagnostics().hasErrors()) {
                return Optional.of(normal(shape) + ": "
                        + shaped.diagnostics().sorted().get(0).message());
            }
        }
        return Optional.empty();
    }

    private void attempt(String call) {
        Shaped shaped = shapes(from, call);
        if (shaped.diagnostics().hasErrors() || shaped.layers().isEmpty()) {
            return;
        }
        Shaped.Layer layer = shaped.layers().get(0);
        if (layer.shape().equals(to)) {
            boolean warned = !shaped.diagnostics().isEmpty();
            String line = String.format(
                    Locale.ROOT,
                    "  %-52s %s%s",
                    call,
                    layer.arithmetic(),
                    warned ? "; the last rows or columns are never read" : "");
            (warned ? suspicious : fine).add(line.stripTrailing() + "\n");
        }
    }

    private static Shaped shapes(String input, String call) {
        String text = "model Question {\n    input x: " + input + "\n    " + call + "\n}\n";
        return Compiler.shapes(new SourceFile("question", text), Options.defaults());
    }

    /** A window along one axis. */
    private record Slide(int kernel, int padding, int stride) {}

    /** All there are, from small to large; of one size, those without padding first. */
    private static List<Slide> slides() {
        List<Slide> slides = new ArrayList<>();
        for (int kernel = 1; kernel <= LARGEST_KERNEL; kernel++) {
            for (int padding = 0; padding <= kernel / 2; padding++) {
                for (int stride = 1; stride <= LARGEST_STRIDE; stride++) {
                    slides.add(new Slide(kernel, padding, stride));
                }
            }
        }
        return slides;
    }

    /** Where no square window will do: the smallest ones for the rows with the smallest ones for the columns. */
    private void pairs() {
        List<Slide> rows = along(1);
        List<Slide> columns = along(2);
        for (Slide row : rows) {
            for (Slide column : columns) {
                attempt(call(row, column));
            }
        }
    }

    /** The smallest windows that serve one axis, found on an image whose both axes are that one. */
    private List<Slide> along(int axis) {
        String square = square(from, axis);
        String wanted = square(to, axis);
        return slides().stream()
                .filter(slide -> {
                    Shaped shaped = shapes(square, call(slide, slide));
                    return !shaped.layers().isEmpty()
                            && shaped.layers().get(0).shape().equals(wanted);
                })
                .limit(MOST_AN_AXIS)
                .toList();
    }

    private static String square(String shape, int axis) {
        List<String> sizes = sizes(shape);
        String size = sizes.get(Math.min(axis, sizes.size() - 1));
        return "image[" + sizes.get(0) + ", " + size + ", " + size + "]";
    }

    private static List<String> sizes(String shape) {
        return NUMBER.matcher(shape).results().map(MatchResult::group).toList();
    }

    /** A call as one would write it: what has its preset value is left out. */
    private String call(Slide rows, Slide columns) {
        List<String> arguments = new ArrayList<>(size());
        boolean pools = !has("kernel");
        String kernel = both(rows.kernel(), columns.kernel());
        String stride = both(rows.stride(), columns.stride());
        String padding = both(rows.padding(), columns.padding());
        arguments.add(pools ? kernel : "kernel = " + kernel);
        if (!stride.equals(pools ? kernel : "1")) {
            arguments.add("stride = " + stride);
        }
        if (!padding.equals("0")) {
            arguments.add("padding = " + padding);
        }
        return call(arguments);
    }

    private static String both(int rows, int columns) {
        return rows == columns ? "" + rows : "(" + rows + ", " + columns + ")";
    }

    /** The main size of a layer that has one is the first number of what it gives. */
    private List<String> size() {
        boolean sized = kind.arguments().stream()
                .anyMatch(argument -> argument.positional()
                        && argument.type() == ArgumentKind.Type.WHOLE
                        && argument.preset().isEmpty());
        return sized ? sizes(to).subList(0, 1) : List.of();
    }

    private boolean has(String argument) {
        return kind.arguments().stream().anyMatch(each -> each.name().equals(argument));
    }

    private String call(List<String> arguments) {
        return arguments.isEmpty() ? kind.keyword() : kind.keyword() + "(" + String.join(", ", arguments) + ")";
    }
}
