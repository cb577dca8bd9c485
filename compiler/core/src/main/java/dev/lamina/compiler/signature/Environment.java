package dev.lamina.compiler.signature;

import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.NearestName;
import dev.lamina.compiler.syntax.ExpressionSyntax;
import dev.lamina.compiler.syntax.Name;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;

/** Evaluates the expressions of a model file with the values of the model's parameters. */
public final class Environment {
    private static final Set<String> WORDS = Set.of("true", "false", "on", "off");
    private static final double LARGEST_EXACT =
            9_007_199_254_740_992.0; // 2^53: doubles are exact up to this whole number

    private final Map<String, Double> values;
    private final Diagnostics log;
    private final Set<String> used;
    private final Set<String> broken;
    private final Set<String> later;
    private final String owner;

    /**
     * @param values the values of the parameters
     * @param broken the parameters without a value because of an error that has been reported
     * @param later the parameters that are declared further on and have no value yet
     */
    public Environment(Map<String, Double> values, Set<String> broken, Set<String> later, Diagnostics log) {
        this(Map.copyOf(values), Set.copyOf(broken), Set.copyOf(later), "model", new HashSet<>(), log);
    }

    /** The same without copies: it reads the values as they are when it is asked, so that each may add one for the next. */
    public static Environment of(Map<String, Double> values, Set<String> broken, Set<String> later, Diagnostics log) {
        return new Environment(values, broken, later, "model", new HashSet<>(), log);
    }

    private Environment(
            Map<String, Double> values,
            Set<String> broken,
            Set<String> later,
            String owner,
            Set<String> used,
            Diagnostics log) {
        this.owner = owner;
        this.values = values;
        this.broken = broken;
        this.later = later;
        this.used = used;
        this.log = log;
    }

    /** The values of a block's parameters. A block does not see those of the model. */
    public static Environment ofBlock(
            Map<String, Double> values, Set<String> broken, Set<String> later, Diagnostics log) {
        return new Environment(
                Map.copyOf(values), Set.copyOf(broken), Set.copyOf(later), "block", new HashSet<>(), log);
    }

    /** This environment, which reports to another log. */
    public Environment reportingTo(Diagnostics other) {
        return new Environment(values, broken, later, owner, used, other);
    }

    /** Whether an expression reads a parameter. */
    public boolean isReadBy(ExpressionSyntax expression) {
        return Stream.of(values.keySet(), broken).flatMap(Set::stream).anyMatch(expression::reads);
    }

    /** The parameters that an expression has read. */
    public Set<String> used() {
        return used;
    }

    /** The names of the parameters that are whole numbers above 1, by value; the first of several with one value. */
    public Map<Integer, String> wholeNumbers() {
        Map<Integer, String> names = new HashMap<>();
        values.forEach((name, value) -> {
            if (value == Math.rint(value) && value > 1 && value <= Integer.MAX_VALUE) {
                names.merge(value.intValue(), name, (one, other) -> one.compareTo(other) < 0 ? one : other);
            }
        });
        return names;
    }

    public Diagnostics log() {
        return log;
    }

    /** Whether the model declares a parameter of this name. */
    boolean declares(Name name) {
        return Stream.of(values.keySet(), broken, later).anyMatch(names -> names.contains(name.text()));
    }

    /** The value of an expression; empty after an error, which is reported. */
    public OptionalDouble number(ExpressionSyntax expression) {
        if (expression instanceof ExpressionSyntax.Number literal) {
            return OptionalDouble.of(literal.value());
        } else if (expression instanceof ExpressionSyntax.Reference reference) {
            return reference(reference.name());
        } else if (expression instanceof ExpressionSyntax.Negation negation) {
            OptionalDouble value = number(negation.value());
            return value.isPresent() ? OptionalDouble.of(-value.getAsDouble()) : value;
        } else if (expression instanceof ExpressionSyntax.Arithmetic arithmetic) {
            return arithmetic(arithmetic);
        }
        log.add(Diagnostic.of(Code.E0411, expression.span(), "one number is needed here, not several"));
        return OptionalDouble.empty();
    }

    private OptionalDouble reference(Name name) {
        used.add(name.text());
        Double value = values.get(name.text());
        if (value != null) {
            return OptionalDouble.of(value);
        }
        if (!broken.contains(name.text())) {
            log.add(unknown(name));
        }
        return OptionalDouble.empty();
    }

    private Diagnostic unknown(Name name) {
        if (WORDS.contains(name.text())) {
            return Diagnostic.of(Code.E0403, name.span(), "a number is needed here, not `" + name.text() + "`");
        }
        if (later.contains(name.text())) {
            return Diagnostic.of(
                    Code.E0216,
                    name.span(),
                    "`" + name.text() + "` has no value yet: a parameter may use those before it");
        }
        Diagnostic unknown =
                Diagnostic.of(Code.E0204, name.span(), "`" + name.text() + "` is no parameter of this " + owner);
        return NearestName.of(name.text(), values.keySet())
                .map(near -> unknown.help("did you mean `" + near + "`?", Fix.replace(name.span(), near)))
                .orElse(unknown);
    }

    private OptionalDouble arithmetic(ExpressionSyntax.Arithmetic written) {
        OptionalDouble left = number(written.left());
        OptionalDouble right = number(written.right());
        if (left.isEmpty() || right.isEmpty()) {
            return OptionalDouble.empty();
        }
        double a = left.getAsDouble();
        double b = right.getAsDouble();
        if (written.op() == '/' && b == 0) {
            log.add(Diagnostic.of(Code.E0410, written.span(), "division by zero: " + show(a) + " / " + show(b)));
            return OptionalDouble.empty();
        }
        double result = switch (written.op()) {
            case '+' -> a + b;
            case '-' -> a - b;
            case '*' -> a * b;
            default -> a / b;
        };
        if (!(Math.abs(result) <= LARGEST_EXACT)) {
            log.add(Diagnostic.of(
                    Code.E0604, written.span(), show(a) + " " + written.op() + " " + show(b) + " is too large"));
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(result);
    }

    /** The text of a number, without a decimal point if it is whole. */
    public static String show(double value) {
        return value == Math.rint(value) && Math.abs(value) <= LARGEST_EXACT
                ? Long.toString((long) value)
                : Double.toString(value).replace(".0E", "e").replace("E", "e");
    }
}
