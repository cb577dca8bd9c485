package dev.lamina.cli.repl;

import dev.lamina.compiler.Keyword;
import dev.lamina.compiler.LaminaCompiler;
import dev.lamina.compiler.Options;
import dev.lamina.compiler.Shaped;
import dev.lamina.compiler.source.ForeignWords;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.compiler.source.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the arguments with which a layer turns one shape into another, by trying calls. */
final class ShapeQuery {
    private static final String SHAPE = "(\\w+\\s*\\[[^]]*](?:\\s*below\\s+\\d+)?)";
    private static final Pattern FORM =
            Pattern.compile("(?:(\\w+)\\b\\s*(?!\\s*\\[))?" + SHAPE + "?\\s*->\\s*" + SHAPE);
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final int LARGEST_KERNEL = 11;
    private static final int LARGEST_STRIDE = 8;
    private static final int MOST = 12;
    private static final int MOST_AN_AXIS = 3;
    private static final int MOST_OF_MANY_LAYERS = 3;

    private final Keyword layer;
    private final String from;
    private final String to;
    private final List<Answer> fine = new ArrayList<>();
    private final List<Answer> suspicious = new ArrayList<>();

    private ShapeQuery(Keyword layer, String from, String to) {
        this.layer = layer;
        this.from = from;
        this.to = to;
    }

    /** A call that gives the shape, and the arithmetic of that shape. */
    private record Answer(String call, String arithmetic, String remark) {}

    /**
     * Answers a question.
     *
     * @param here the shape to start from if the question names none
     * @param columns how wide the answer may be
     */
    static Response answer(String text, Optional<String> here, int columns) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Response.failure(
                    "error: a question looks like ? maxpool image[64, 112, 112] -> image[64, 56, 56]\n");
        }
        Optional<String> from = Optional.ofNullable(form.group(2)).or(() -> here);
        if (from.isEmpty()) {
            return Response.failure("error: there is no input yet, so say from which shape: ? image[1, 28, 28] -> "
                    + normal(form.group(3)) + "\n");
        }
        return form.group(1) == null
                ? ofAnyLayer(from.get(), normal(form.group(3)), columns)
                : ofLayer(form.group(1), from.get(), normal(form.group(3)), columns);
    }

    private static Response ofLayer(String keyword, String from, String to, int columns) {
        Optional<Keyword> layer = Keyword.layers().stream()
                .filter(each -> each.name().equals(keyword))
                .findFirst();
        if (layer.isEmpty()) {
            List<String> all = Keyword.layers().stream().map(Keyword::name).toList();
            String near = Suggestion.of(ForeignWords.Section.LAYER, keyword, all)
                    .map(suggestion -> "; " + suggestion.text())
                    .orElse("; there are " + String.join(", ", all));
            return Response.failure("error: there is no layer `" + keyword + "`" + near + "\n");
        }
        ShapeQuery question = new ShapeQuery(layer.get(), from, to);
        Optional<String> wrong = question.wrong();
        if (wrong.isPresent()) {
            return Response.failure("error: " + wrong.get() + "\n");
        }
        List<Answer> answers = question.answers();
        return answers.isEmpty()
                ? Response.failure(
                        "error: no `" + keyword + "` turns " + normal(from) + " into " + to + question.limits() + "\n")
                : Response.of(text(answers, MOST, columns));
    }

    private static Response ofAnyLayer(String from, String to, int columns) {
        List<Answer> answers = new ArrayList<>();
        for (Keyword layer : Keyword.layers()) {
            ShapeQuery question = new ShapeQuery(layer, from, to);
            Optional<String> wrong = question.wrong();
            if (wrong.isPresent()) {
                return Response.failure("error: " + wrong.get() + "\n");
            }
            question.answers().stream().limit(MOST_OF_MANY_LAYERS).forEach(answers::add);
        }
        return answers.isEmpty()
                ? Response.failure("error: no layer turns " + normal(from) + " into " + to + " at once\n")
                : Response.of(text(answers, Integer.MAX_VALUE, columns));
    }

    private static String normal(String shape) {
        return shape.replaceAll("\\s+", "").replace(",", ", ").replace("]below", "] below ");
    }

    private String limits() {
        if (window().isEmpty()) {
            return "";
        }
        if (!areImages() && !areSequences()) {
            return ": it takes an image or a sequence, and gives the same";
        }
        int features = areImages() ? 0 : 1;
        return size().isEmpty() && !sizes(from).get(features).equals(sizes(to).get(features))
                ? ": it keeps the number of " + (areImages() ? "channels" : "features")
                : " with windows of up to " + LARGEST_KERNEL + " and strides of up to " + LARGEST_STRIDE;
    }

    /** The calls that were found, smallest first; those with a warning are last. */
    private List<Answer> answers() {
        if (window().isPresent()) {
            if (areImages() || areSequences()) {
                slides().forEach(slide -> attempt(call(slide, slide), slide.skips()));
            }
            if (areImages() && fine.isEmpty() && suspicious.isEmpty()) {
                pairs();
            }
        } else {
            size().ifPresentOrElse(this::sized, () -> attempt(layer.name()));
        }
        List<Answer> answers = new ArrayList<>(fine);
        answers.addAll(suspicious);
        return answers;
    }

    private boolean areImages() {
        return from.strip().startsWith("image") && to.startsWith("image");
    }

    private boolean areSequences() {
        return from.strip().startsWith("sequence") && to.startsWith("sequence");
    }

    private void sized(int size) {
        attempt(call(List.of("" + size)));
        if (has("bidirectional") && size % 2 == 0) {
            attempt(call(List.of("" + size / 2, "bidirectional = true")));
        }
    }

    /** A line for each answer, in columns; without the arithmetic if the terminal is too narrow. */
    private static String text(List<Answer> answers, int most, int columns) {
        List<Answer> shown = answers.subList(0, Math.min(most, answers.size()));
        List<String> lines = lines(shown, true);
        boolean fits = lines.stream().allMatch(line -> line.length() <= columns);
        int left = answers.size() - shown.size();
        return String.join("\n", fits ? lines : lines(shown, false)) + "\n"
                + (left == 0 ? "" : "  ... and " + left + " more\n");
    }

    private static List<String> lines(List<Answer> answers, boolean arithmetic) {
        int width =
                answers.stream().mapToInt(each -> each.call().length()).max().orElse(0);
        return answers.stream()
                .map(each -> "  " + each.call()
                        + " ".repeat(width + 2 - each.call().length())
                        + (!arithmetic || each.arithmetic().isEmpty() ? "" : each.arithmetic() + "  ")
                        + each.remark())
                .map(String::stripTrailing)
                .toList();
    }

    /** The error in one of the two shapes themselves. */
    private Optional<String> wrong() {
        for (String shape : List.of(from, to)) {
            Shaped shaped = shapes(shape, shape.contains("below") ? "embedding(1)" : "relu");
            if (shaped.diagnostics().hasErrors()) {
                return Optional.of(normal(shape) + ": "
                        + shaped.diagnostics().sorted().get(0).message());
            }
        }
        return Optional.empty();
    }

    private void attempt(String call) {
        attempt(call, false);
    }

    /** @param skips whether rows or columns lie between the windows, of which the compiler does not warn */
    private void attempt(String call, boolean skips) {
        Shaped shaped = shapes(from, call);
        if (shaped.diagnostics().hasErrors() || shaped.layers().isEmpty()) {
            return;
        }
        Shaped.Layer found = shaped.layers().get(0);
        if (found.shape().equals(to)) {
            boolean warned = skips || !shaped.diagnostics().isEmpty();
            String lines = areSequences() ? "steps" : "rows or columns";
            String remark = warned ? "(not all " + lines + " are read)" : "";
            (warned ? suspicious : fine).add(new Answer(call, found.arithmetic(), remark));
        }
    }

    private static Shaped shapes(String input, String call) {
        String text = "model Question {\n    input x: " + input + "\n    " + call + "\n}\n";
        return LaminaCompiler.shapes(new SourceFile("question", text), Options.defaults());
    }

    /** A window along one axis. */
    private record Slide(int kernel, int padding, int stride) {
        boolean skips() {
            return kernel < stride;
        }
    }

    /** All windows to try, from small to large; of one size, those without padding first. */
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

    /** Tries windows that are not square: the smallest that fit the height with the smallest that fit the width. */
    private void pairs() {
        List<Slide> rows = along(1);
        List<Slide> columns = along(2);
        for (Slide row : rows) {
            for (Slide column : columns) {
                attempt(call(row, column), row.skips() || column.skips());
            }
        }
    }

    /** The smallest windows that fit one axis, found with a square image of that size. */
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

    /** A call as one would write it: arguments with their default values are left out. */
    private String call(Slide rows, Slide columns) {
        List<String> arguments = new ArrayList<>();
        size().ifPresent(filters -> arguments.add("" + filters));
        Keyword.Argument window = window().orElseThrow();
        String kernel = both(rows.kernel(), columns.kernel());
        String stride = both(rows.stride(), columns.stride());
        String padding = both(rows.padding(), columns.padding());
        arguments.add(window.positional() ? kernel : window.name() + " = " + kernel);
        unlessDefault("stride", stride, window, kernel).ifPresent(arguments::add);
        unlessDefault("padding", padding, window, kernel).ifPresent(arguments::add);
        return call(arguments);
    }

    /** An argument as it is written; empty if it has this value by default, perhaps because its default is the window. */
    private Optional<String> unlessDefault(String name, String value, Keyword.Argument window, String kernel) {
        if (!has(name) && value.equals(name.equals("stride") ? "1" : "0")) {
            return Optional.empty();
        }
        boolean isDefault = layer.arguments().stream()
                .filter(argument -> argument.name().equals(name))
                .flatMap(argument -> argument.defaultValue().stream())
                .anyMatch(each -> value.equals(each.equals(window.name()) ? kernel : each));
        return isDefault ? Optional.empty() : Optional.of(name + " = " + value);
    }

    /** The size of the window of a layer that has one. */
    private Optional<Keyword.Argument> window() {
        return layer.arguments().stream()
                .filter(argument -> argument.form() == Keyword.Form.PAIR && argument.isRequired())
                .findFirst();
    }

    private static String both(int rows, int columns) {
        return rows == columns ? "" + rows : "(" + rows + ", " + columns + ")";
    }

    /** The main size of a layer that has one: the channels of an image, else the features, which come last. */
    private Optional<Integer> size() {
        boolean sized = layer.arguments().stream()
                .anyMatch(argument ->
                        argument.positional() && argument.form() == Keyword.Form.WHOLE && argument.isRequired());
        List<String> sizes = sizes(to);
        return sized
                ? Optional.of(Integer.valueOf(sizes.get(to.startsWith("image") ? 0 : sizes.size() - 1)))
                : Optional.empty();
    }

    private boolean has(String argument) {
        return layer.arguments().stream().anyMatch(each -> each.name().equals(argument));
    }

    private String call(List<String> arguments) {
        return arguments.isEmpty() ? layer.name() : layer.name() + "(" + String.join(", ", arguments) + ")";
    }
}
