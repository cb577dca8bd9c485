package dev.lamina.runtime;

import static dev.lamina.runtime.Numbers.FRACTION_BITS;
import static dev.lamina.runtime.Numbers.ONE_BITS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The functions of {@link Numbers} on the lanes of a vector of any species, with the same bits in every lane.
 *
 * <p>Lanes are chosen by blending, never by branching. Every method stays under 325 bytes of bytecode, the limit up to
 * which C2 inlines hot methods: a vector that crosses a call becomes an object.
 */
public final class VectorNumbers {

    private VectorNumbers() {}

    /** {@link Numbers#exp} of every lane. */
    public static FloatVector exp(FloatVector x) {
        FloatVector rounded = x.fma(Numbers.LOG2_E, Numbers.ROUNDER);
        FloatVector r = reduced(x, rounded);
        FloatVector p = r.fma(Numbers.E6, Numbers.E5);
        p = p.lanewise(VectorOperators.FMA, r, Numbers.E4);
        p = p.lanewise(VectorOperators.FMA, r, Numbers.E3);
        p = p.lanewise(VectorOperators.FMA, r, Numbers.E2);
        p = p.lanewise(VectorOperators.FMA, r, 1);
        p = p.lanewise(VectorOperators.FMA, r, 1);
        IntVector exponent = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, FRACTION_BITS);
        FloatVector power = p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
        power = power.blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.GT, Numbers.EXP_MOST));
        power = power.blend(0, x.compare(VectorOperators.LT, Numbers.EXP_LEAST));
        return power.blend(x, x.compare(VectorOperators.NE, x));
    }

    /** {@link Numbers#tanh} of every lane. */
    public static FloatVector tanh(FloatVector x) {
        FloatVector size = x.abs();
        FloatVector clipped = size.blend(Numbers.TANH_MOST, size.compare(VectorOperators.GT, Numbers.TANH_MOST));
        FloatVector y = clipped.mul(-2);
        FloatVector rounded = y.fma(Numbers.LOG2_E, Numbers.ROUNDER);
        FloatVector r = reduced(y, rounded);
        FloatVector p = r.fma(Numbers.M6, Numbers.M5);
        p = p.lanewise(VectorOperators.FMA, r, Numbers.M4);
        p = p.lanewise(VectorOperators.FMA, r, Numbers.M3);
        p = p.lanewise(VectorOperators.FMA, r, Numbers.M2);
        p = p.mul(r).fma(r, r);
        IntVector exponent = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, FRACTION_BITS);
        FloatVector s = exponent.add(ONE_BITS).reinterpretAsFloats();
        return signed(s.neg().fma(p, s.neg().add(1)).div(s.fma(p, s.add(1))), x);
    }

    /** {@link Numbers#sigmoid} of every lane. */
    public static FloatVector sigmoid(FloatVector x) {
        FloatVector e = exp(x.abs().neg());
        FloatVector below = e.add(1);
        FloatVector lost = e.sub(below.sub(1));
        FloatVector above = e.blend(1, x.compare(VectorOperators.GE, 0));
        FloatVector quotient = above.div(below);
        return quotient.neg().fma(lost, quotient);
    }

    /** What is left of x after the multiple of ln 2 that {@code rounded} stands for. */
    private static FloatVector reduced(FloatVector x, FloatVector rounded) {
        FloatVector n = rounded.sub(Numbers.ROUNDER);
        FloatVector rest = n.lanewise(VectorOperators.FMA, -Numbers.LN2_UPPER, x);
        return n.lanewise(VectorOperators.FMA, -Numbers.LN2_LOWER, rest);
    }

    /** Sizes with the signs of other lanes. */
    private static FloatVector signed(FloatVector size, FloatVector sign) {
        IntVector bit = sign.reinterpretAsInts().and(Numbers.SIGN_BIT);
        return size.reinterpretAsInts().or(bit).reinterpretAsFloats();
    }
}
