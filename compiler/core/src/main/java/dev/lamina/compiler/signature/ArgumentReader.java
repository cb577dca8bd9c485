package dev.lamina.compiler.signature;

import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.ForeignWords;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.source.Suggestion;
import dev.lamina.compiler.syntax.Argument;
import dev.lamina.compiler.syntax.CallSyntax;
import dev.lamina.compiler.syntax.ExpressionSyntax;
import dev.lamina.compiler.syntax.Name;
import dev.lamina.compiler.tensor.Pair;
import dev.lamina.compiler.tensor.Sides;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Checks the arguments of a call against their declarations, and creates the layer, loss or optimizer. */
public final class ArgumentReader {
    private final CallSyntax call;
    private final List<ArgumentKind> kinds;
    private final CallKind.ValueCount count;
    private final List<Name> values = new ArrayList<>();
    private final Environment environment;
    private final Diagnostics log;
    private final Map<String, ExpressionSyntax> written = new LinkedHashMap<>();
    private boolean failed;

    private ArgumentReader(
            CallSyntax call, List<ArgumentKind> kinds, CallKind.ValueCount count, Environment environment) {
        this.call = call;
        this.kinds = kinds;
        this.count = count;
        this.environment = environment;
        this.log = environment.log();
    }

    /** The layer, loss or optimizer that {@code call} creates; empty after an error, which is reported. */
    public static <T> Optional<T> make(CallKind<T> kind, CallSyntax call, Span statement, Environment environment) {
        return read(kind, call, statement, environment).map(kind.create());
    }

    /** The arguments of {@code call}; empty after an error, which is reported. */
    public static Optional<Arguments> read(CallKind<?> kind, CallSyntax call, Span statement, Environment environment) {
        return new ArgumentReader(call, kind.arguments(), kind.values(), environment).read(statement);
    }

    /** The arguments of the call of a block with parameters of these kinds; empty after an error, which is reported. */
    public static Optional<Arguments> read(
            List<ArgumentKind> kinds, CallSyntax call, Span statement, Environment environment) {
        return new ArgumentReader(call, kinds, CallKind.ValueCount.NONE, environment).read(statement);
    }

    /** The layer, loss or optimizer of a call without arguments; every argument must have a default. */
    public static <T> T withDefaults(CallKind<T> kind) {
        Map<String, Object> values = new HashMap<>();
        for (ArgumentKind each : kind.arguments()) {
            defaultValue(each, each.defaultValue().orElseThrow()).ifPresent(value -> values.put(each.name(), value));
        }
        return kind.create().apply(new Arguments(Optional.empty(), List.of(), values));
    }

    private Optional<Arguments> read(Span statement) {
        assign();
        if (!failed && values.size() < count.least()) {
            fail(Diagnostic.of(
                            Code.E0401,
                            call.span(),
                            "`" + call.name().text() + "` needs the name of a value: a label, or an input")
                    .help("label an earlier layer, as in `trunk: relu`, and write `"
                            + call.name().text() + "(trunk)`"));
        }
        Map<String, Object> settings = new HashMap<>();
        Map<String, Span> places = new HashMap<>();
        for (ArgumentKind kind : kinds) {
            ExpressionSyntax expression = written.get(kind.name());
            if (expression != null && !isNone(kind, expression)) {
                places.put(kind.name(), expression.span());
                value(kind, expression).ifPresentOrElse(value -> settings.put(kind.name(), value), () -> failed = true);
            } else if (kind.defaultValue().isPresent()) {
                defaultValue(kind, kind.defaultValue().get()).ifPresent(value -> settings.put(kind.name(), value));
            } else if (!failed) {
                missing(kind);
            }
        }
        return failed
                ? Optional.empty()
                : Optional.of(new Arguments(Optional.of(new Place(statement, call.span(), places)), values, settings));
    }

    /** Whether a number that may be left out is given as {@code none}, which is its default. */
    private boolean isNone(ArgumentKind kind, ExpressionSyntax expression) {
        return kind.mayBeNone()
                && expression instanceof ExpressionSyntax.Reference reference
                && reference.name().text().equals(ArgumentKind.NONE)
                && !environment.declares(reference.name());
    }

    private void missing(ArgumentKind kind) {
        String message = "`" + call.name().text() + "` needs `" + kind.name() + "`: " + kind.meaning();
        fail(Diagnostic.of(Code.E0401, call.span(), message).help("write " + example(kind)));
    }

    /** The call as it was written, with a value for the missing argument. */
    private String example(ArgumentKind missing) {
        return "`" + call.name().text() + "("
                + kinds.stream()
                        .filter(kind -> kind.equals(missing) || written.containsKey(kind.name()))
                        .map(kind -> kind.positional() ? shown(kind) : kind.name() + " = " + shown(kind))
                        .collect(Collectors.joining(", "))
                + ")`";
    }

    private String shown(ArgumentKind kind) {
        ExpressionSyntax expression = written.get(kind.name());
        return expression != null
                ? expression.span().text()
                : kind.type() == ArgumentKind.Type.NUMBER && kind.least() == 0 ? "0.5" : "3";
    }

    /** Assigns each written expression to the argument that it is the value of. */
    private void assign() {
        List<ArgumentKind> positional =
                kinds.stream().filter(ArgumentKind::positional).toList();
        int next = 0;
        boolean named = false;
        boolean misplaced = false;
        for (Argument argument : call.arguments()) {
            if (argument.name().isPresent()) {
                named = true;
                assignNamed(argument.name().get(), argument.value());
            } else if (!named && namesValue(argument)) {
                values.add(((ExpressionSyntax.Reference) argument.value()).name());
            } else if (named) {
                Diagnostic problem = Diagnostic.of(
                        Code.E0406, argument.span(), "an argument without a name cannot follow one with a name");
                Diagnostic moved = problem.help("put it first");
                fail(misplaced ? moved : withPoint(problem).orElse(moved));
                misplaced = true;
            } else if (next == positional.size()) {
                tooMany(argument, positional.size());
                return;
            } else {
                written.put(positional.get(next++).name(), argument.value());
            }
        }
    }

    /** Whether an argument without a name is a value of the model: these come first. */
    private boolean namesValue(Argument argument) {
        return values.size() < count.most()
                && argument.value() instanceof ExpressionSyntax.Reference
                && kinds.stream().noneMatch(kind -> kind.positional() && written.containsKey(kind.name()));
    }

    private void tooMany(Argument argument, int most) {
        if (count.most() > 0 && kinds.isEmpty()) {
            fail(Diagnostic.of(Code.E0407, argument.span(), "`" + call.name().text() + "` takes " + valuesTaken())
                    .help("label an earlier layer with a name, and write that name here"));
            return;
        }
        List<String> byName = kinds.stream()
                .filter(kind -> !written.containsKey(kind.name())
                        && !ForeignOrder.isNamed(call, kind)
                        && takesNumbers(kind, argument.value()))
                .map(ArgumentKind::name)
                .toList();
        Diagnostic problem = Diagnostic.of(
                Code.E0407,
                argument.span(),
                "`" + call.name().text() + "` takes "
                        + (most == 0 ? "no argument" : most == 1 ? "one argument" : most + " arguments")
                        + " without a name");
        Optional<Diagnostic> inferred = ForeignOrder.help(call, kinds, problem)
                .or(() -> withoutArguments(problem, byName))
                .or(() -> withNames(problem, byName, most))
                .or(() -> withPoint(problem));
        if (inferred.isPresent()) {
            fail(inferred.get());
            return;
        }
        fail(
                byName.isEmpty()
                        ? problem.help(names())
                        : problem.help(
                                "is it `" + byName.get(0) + "`? write `" + byName.get(0) + " = "
                                        + argument.value().span().text() + "`",
                                Fix.insertBefore(argument.span(), byName.get(0) + " = ")));
    }

    /** The help for several numbers of a call that takes none without a name, such as {@code sgd(0.1, 0.9)}: the names in their order. */
    private Optional<Diagnostic> withNames(Diagnostic problem, List<String> byName, int most) {
        List<Argument> all = call.arguments();
        boolean numbers =
                all.stream().allMatch(each -> each.name().isEmpty() && each.value() instanceof ExpressionSyntax.Number);
        if (most > 0 || !numbers || all.size() < 2 || all.size() > byName.size()) {
            return Optional.empty();
        }
        List<String> named = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            named.add(byName.get(i) + " = " + all.get(i).span().text());
        }
        String meant = String.join(", ", named);
        return Optional.of(problem.help(
                "write `" + call.name().text() + "(" + meant + ")`",
                Fix.replace(all.get(0).span().to(all.get(all.size() - 1).span()), meant)));
    }

    /** The help for a call with a number where none is needed: {@code batchnorm(64)}, {@code flatten(1)}. */
    private Optional<Diagnostic> withoutArguments(Diagnostic problem, List<String> byName) {
        boolean needless = byName.isEmpty()
                && call.arguments().size() == 1
                && call.arguments().get(0).value() instanceof ExpressionSyntax.Number
                && kinds.stream().allMatch(kind -> kind.defaultValue().isPresent());
        String name = call.name().text();
        return needless
                ? Optional.of(problem.help(
                        (kinds.isEmpty() ? "it takes none" : "the size of the input is inferred") + ": write `" + name
                                + "`",
                        Fix.replace(call.span(), name)))
                : Optional.empty();
    }

    /** The help for a number with a comma in it: {@code dropout(0,5)}. */
    private Optional<Diagnostic> withPoint(Diagnostic problem) {
        for (int i = 0; i + 1 < call.arguments().size(); i++) {
            Span whole = call.arguments().get(i).value().span();
            Span part = call.arguments().get(i + 1).span();
            String written = whole.to(part).text();
            if (written.matches("\\d+,\\d+")) {
                String number = written.replace(',', '.');
                return Optional.of(problem.help(
                        "a number has a point: write `" + number + "`", Fix.replace(whole.to(part), number)));
            }
        }
        return Optional.empty();
    }

    /** Whether {@code value}, a number or several, may be a value of {@code kind}. */
    private static boolean takesNumbers(ArgumentKind kind, ExpressionSyntax value) {
        if (value instanceof ExpressionSyntax.Number literal
                && (literal.value() < kind.least() || literal.value() > kind.most())) {
            return false;
        }
        boolean number = kind.type() == ArgumentKind.Type.WHOLE || kind.type() == ArgumentKind.Type.NUMBER;
        boolean several = kind.type() == ArgumentKind.Type.PAIR || kind.type() == ArgumentKind.Type.SIDES;
        return several || !(value instanceof ExpressionSyntax.Tuple) && number;
    }

    private void assignNamed(Name name, ExpressionSyntax value) {
        if (kinds.stream().noneMatch(kind -> kind.name().equals(name.text()))) {
            unknown(name);
            return;
        }
        ExpressionSyntax before = written.put(name.text(), value);
        if (before != null) {
            fail(Diagnostic.of(Code.E0405, name.span(), "`" + name.text() + "` is given twice")
                    .note(before.span(), "the first"));
        }
    }

    private void unknown(Name name) {
        Diagnostic problem = Diagnostic.of(
                Code.E0402, name.span(), "`" + call.name().text() + "` has no argument `" + name.text() + "`");
        Optional<Suggestion> suggestion = Suggestion.of(
                ForeignWords.Section.ARGUMENT,
                name.text(),
                kinds.stream().map(ArgumentKind::name).toList());
        fail(suggestion
                .map(each -> isNeedless(each)
                        ? problem.help(each.text(), Fix.delete(withComma(name)))
                        : each.help(problem, name.span()))
                .orElseGet(() -> problem.help(names())));
    }

    /** Whether an argument of another framework has no counterpart because nothing needs to be said. */
    public static boolean isNeedless(Suggestion suggestion) {
        return suggestion.text().startsWith("leave it out");
    }

    /** The argument of this name with the comma that parts it from another; with the parentheses if it is the only one. */
    private Span withComma(Name name) {
        List<Argument> all = call.arguments();
        int index = 0;
        while (!all.get(index).name().equals(Optional.of(name))) {
            index++;
        }
        Span argument = all.get(index).span();
        String text = argument.file().text();
        if (index > 0) {
            return new Span(argument.file(), text.lastIndexOf(',', argument.start()), argument.end());
        }
        return all.size() > 1
                ? new Span(argument.file(), argument.start(), all.get(1).span().start())
                : new Span(
                        argument.file(), call.name().span().end(), call.span().end());
    }

    private String valuesTaken() {
        return count.most() == 1 ? "the name of one value" : "names of values";
    }

    private String names() {
        if (count.most() > 0 && kinds.isEmpty()) {
            return "it takes " + valuesTaken() + ", without `=`";
        }
        return kinds.isEmpty()
                ? "it takes none"
                : "it takes " + kinds.stream().map(ArgumentKind::name).collect(Collectors.joining(", "));
    }

    /** The value of a default; empty for the name of another argument, and for none. */
    private static Optional<Object> defaultValue(ArgumentKind kind, String text) {
        return switch (kind.type()) {
            case FLAG -> Optional.of(Boolean.valueOf(text));
            case WORD, NUMBERS -> Optional.of(text);
            case WHOLE, NUMBER -> kind.mayBeNone() ? Optional.empty() : Optional.of(Double.valueOf(text));
            case PAIR ->
                text.chars().allMatch(Character::isDigit)
                        ? Optional.of(new Pair(Integer.parseInt(text), Integer.parseInt(text)))
                        : Optional.empty();
            case SIDES -> Optional.of(Sides.all(Integer.parseInt(text)));
        };
    }

    private Optional<Object> value(ArgumentKind kind, ExpressionSyntax expression) {
        return switch (kind.type()) {
            case WHOLE ->
                single(kind, expression) ? whole(kind, expression).map(value -> (double) value) : Optional.empty();
            case NUMBER -> single(kind, expression) ? number(kind, expression).map(value -> value) : Optional.empty();
            case FLAG -> flag(kind, expression);
            case WORD -> word(kind, expression);
            case PAIR -> numbers(kind, expression, List.of(1, 2)).map(ArgumentReader::pair);
            case SIDES -> sides(kind, expression);
            case NUMBERS -> numbersOrWord(kind, expression);
        };
    }

    /** Reports several numbers for one; an argument such as {@code weights}, beside {@code weight}, takes several. */
    private boolean single(ArgumentKind kind, ExpressionSyntax expression) {
        Optional<Name> name = call.arguments().stream()
                .filter(argument -> argument.value().equals(expression))
                .flatMap(argument -> argument.name().stream())
                .findFirst();
        String several = kind.name() + "s";
        boolean both = kinds.stream()
                .anyMatch(each ->
                        each.type() == ArgumentKind.Type.NUMBERS && each.name().equals(several));
        if (!(expression instanceof ExpressionSyntax.Tuple) || !both || name.isEmpty()) {
            return true;
        }
        fail(Diagnostic.of(Code.E0411, expression.span(), "`" + kind.name() + "` is one number, not several")
                .help("several are `" + several + "`", Fix.replace(name.get().span(), several)));
        return false;
    }

    private Optional<Object> numbersOrWord(ArgumentKind kind, ExpressionSyntax expression) {
        if (isWord(kind, expression)) {
            return word(kind, expression);
        }
        List<ExpressionSyntax> written =
                expression instanceof ExpressionSyntax.Tuple tuple ? tuple.values() : List.of(expression);
        List<Double> values =
                written.stream().flatMap(each -> number(kind, each).stream()).toList();
        return values.size() == written.size() ? Optional.of(values) : Optional.empty();
    }

    /** Whether an expression is a word, and no parameter: one that the argument knows, or one that nothing knows. */
    private boolean isWord(ArgumentKind kind, ExpressionSyntax expression) {
        return expression instanceof ExpressionSyntax.Reference reference
                && (kind.words().contains(reference.name().text()) || !environment.declares(reference.name()));
    }

    private Optional<Object> sides(ArgumentKind kind, ExpressionSyntax expression) {
        if (!kind.words().isEmpty()
                && expression instanceof ExpressionSyntax.Reference reference
                && !environment.declares(reference.name())) {
            if (kind.words().contains(reference.name().text())) {
                return Optional.of(reference.name().text());
            }
            String message = "`" + kind.name() + "` is given in whole numbers, or is `"
                    + String.join("`, `", kind.words()) + "`";
            failWord(Diagnostic.of(Code.E0403, expression.span(), message), reference, kind, plus(kind.words(), "0"));
            return Optional.empty();
        }
        return numbers(kind, expression, List.of(1, 2, 4))
                .map(each -> each.size() == 4
                        ? new Sides(each.get(0), each.get(1), each.get(2), each.get(3))
                        : Sides.of(pair(each)));
    }

    /** One number stands for both. */
    private static Pair pair(List<Integer> numbers) {
        return new Pair(numbers.get(0), numbers.get(numbers.size() - 1));
    }

    /** One whole number, or several in parentheses; {@code counts} says how many there may be. */
    private Optional<List<Integer>> numbers(ArgumentKind kind, ExpressionSyntax expression, List<Integer> counts) {
        List<ExpressionSyntax> written =
                expression instanceof ExpressionSyntax.Tuple tuple ? tuple.values() : List.of(expression);
        if (!counts.contains(written.size())) {
            fail(Diagnostic.of(
                    Code.E0411,
                    expression.span(),
                    "`" + kind.name() + "` is one number"
                            + (counts.contains(4)
                                    ? ", two (height, width) or four (top, bottom, left, right)"
                                    : " or two (height, width)")
                            + ", not " + written.size()));
            return Optional.empty();
        }
        List<Integer> values =
                written.stream().flatMap(each -> whole(kind, each).stream()).toList();
        return values.size() == written.size() ? Optional.of(values) : Optional.empty();
    }

    private Optional<Object> flag(ArgumentKind kind, ExpressionSyntax expression) {
        if (expression instanceof ExpressionSyntax.Reference reference) {
            switch (reference.name().text()) {
                case "true", "on" -> {
                    return Optional.of(true);
                }
                case "false", "off" -> {
                    return Optional.of(false);
                }
                default -> {}
            }
        }
        Diagnostic problem = Diagnostic.of(Code.E0403, expression.span(), "`" + kind.name() + "` is `true` or `false`");
        if (expression instanceof ExpressionSyntax.Reference reference) {
            failWord(problem, reference, kind, List.of("true", "false"));
        } else {
            fail(problem);
        }
        return Optional.empty();
    }

    /** Reports a word that is no value of an argument, with the one that was probably meant. */
    private void failWord(
            Diagnostic problem, ExpressionSyntax.Reference written, ArgumentKind kind, List<String> known) {
        Optional<String> meant = Suggestion.of(
                        ForeignWords.Section.WORD, written.name().text(), known)
                .flatMap(Suggestion::word);
        fail(meant.map(word ->
                        problem.help("write `" + kind.name() + " = " + word + "`", Fix.replace(written.span(), word)))
                .orElse(problem));
    }

    private static List<String> plus(List<String> words, String more) {
        List<String> all = new ArrayList<>(words);
        all.add(more);
        return all;
    }

    private Optional<Object> word(ArgumentKind kind, ExpressionSyntax expression) {
        if (expression instanceof ExpressionSyntax.Reference reference
                && kind.words().contains(reference.name().text())) {
            return Optional.of(reference.name().text());
        }
        String others = kind.type() == ArgumentKind.Type.NUMBERS ? "numbers, or " : "";
        Diagnostic problem = Diagnostic.of(
                Code.E0403,
                expression.span(),
                "`" + kind.name() + "` is " + others + "one of " + String.join(", ", kind.words()));
        if (expression instanceof ExpressionSyntax.Reference reference) {
            failWord(problem, reference, kind, kind.words());
        } else if (kind.type() == ArgumentKind.Type.WORD) {
            fail(problem.help("it says " + kind.meaning()));
        } else {
            fail(problem);
        }
        return Optional.empty();
    }

    private Optional<Integer> whole(ArgumentKind kind, ExpressionSyntax expression) {
        return anyNumber(expression).flatMap(value -> {
            if (value == Math.rint(value)) {
                return within(kind, expression, value).map(Double::intValue);
            }
            boolean divided = expression instanceof ExpressionSyntax.Arithmetic arithmetic && arithmetic.op() == '/';
            fail(Diagnostic.of(
                    divided ? Code.E0409 : Code.E0408,
                    expression.span(),
                    "`" + kind.name() + "` is a whole number, but this is " + Environment.show(value)));
            return Optional.empty();
        });
    }

    private Optional<Double> number(ArgumentKind kind, ExpressionSyntax expression) {
        return anyNumber(expression).flatMap(value -> within(kind, expression, value));
    }

    private Optional<Double> anyNumber(ExpressionSyntax expression) {
        OptionalDouble value = environment.number(expression);
        failed |= value.isEmpty();
        return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
    }

    private Optional<Double> within(ArgumentKind kind, ExpressionSyntax expression, double number) {
        if (number >= kind.least() && number <= kind.most()) {
            return Optional.of(number);
        }
        Diagnostic problem = Diagnostic.of(
                Code.E0404,
                expression.span(),
                "`" + kind.name() + "` is " + Environment.show(number) + ", but must be " + range(kind, number));
        boolean percent = kind.least() == 0 && kind.most() == 1 && number >= 2 && number <= 100;
        String share = Environment.show(number / 100);
        fail(
                percent && expression instanceof ExpressionSyntax.Number
                        ? problem.help(
                                "write `" + share + "` for " + Environment.show(number) + " %",
                                Fix.replace(expression.span(), share))
                        : problem);
        return Optional.empty();
    }

    private static String range(ArgumentKind kind, double number) {
        if (kind.most() < Integer.MAX_VALUE) {
            return kind.range();
        }
        return number < kind.least()
                ? "at least " + Environment.show(kind.least())
                : "at most " + Environment.show(kind.most());
    }

    private void fail(Diagnostic problem) {
        failed = true;
        log.add(problem);
    }
}
