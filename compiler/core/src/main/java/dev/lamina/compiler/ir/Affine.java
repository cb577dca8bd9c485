package dev.lamina.compiler.ir;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** An affine expression, constant + Σ coefficient · symbol, over whole numbers. All indices and bounds have this form. */
public final class Affine {
    public static final Affine ZERO = new Affine(0, Map.of());

    private final int constant;
    private final Map<Symbol, Integer> terms;

    private Affine(int constant, Map<Symbol, Integer> terms) {
        this.constant = constant;
        this.terms = terms;
    }

    public static Affine of(int constant) {
        return new Affine(constant, Map.of());
    }

    public static Affine of(Symbol symbol) {
        return new Affine(0, Map.of(symbol, 1));
    }

    public static Affine of(Symbol symbol, int coefficient) {
        return of(symbol).times(coefficient);
    }

    public int constant() {
        return constant;
    }

    /** The symbols with a coefficient other than zero, in the order in which they were added. */
    public Set<Symbol> symbols() {
        return terms.keySet();
    }

    public int coefficient(Symbol symbol) {
        return terms.getOrDefault(symbol, 0);
    }

    public boolean isConstant() {
        return terms.isEmpty();
    }

    public Affine plus(int more) {
        return new Affine(Math.addExact(constant, more), terms);
    }

    public Affine plus(Affine other) {
        Map<Symbol, Integer> sum = new LinkedHashMap<>(terms);
        other.terms.forEach((symbol, coefficient) -> sum.merge(symbol, coefficient, Math::addExact));
        sum.values().removeIf(coefficient -> coefficient == 0);
        return new Affine(Math.addExact(constant, other.constant), sum);
    }

    public Affine times(int factor) {
        if (factor == 0) {
            return ZERO;
        }
        Map<Symbol, Integer> product = new LinkedHashMap<>();
        terms.forEach((symbol, coefficient) -> product.put(symbol, Math.multiplyExact(coefficient, factor)));
        return new Affine(Math.multiplyExact(constant, factor), product);
    }

    /** This expression with {@code value} in place of {@code symbol}. */
    public Affine substitute(Symbol symbol, Affine value) {
        int coefficient = coefficient(symbol);
        return coefficient == 0 ? this : plus(of(symbol).times(-coefficient)).plus(value.times(coefficient));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Affine that && constant == that.constant && terms.equals(that.terms);
    }

    @Override
    public int hashCode() {
        return Objects.hash(constant, terms);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        terms.forEach((symbol, coefficient) -> text.append(text.isEmpty() ? "" : " + ")
                .append(coefficient == 1 ? symbol.name() : coefficient + " * " + symbol.name()));
        if (constant != 0 || text.isEmpty()) {
            text.append(text.isEmpty() ? "" : " + ").append(constant);
        }
        return text.toString();
    }
}
