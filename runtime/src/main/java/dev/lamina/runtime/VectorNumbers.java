package dev.lamina.runtime;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The functions of {@link Numbers} over ranges of floats, with the same bits for every element.
 *
 * <p>Each is a loop that contains its whole function. A vector that is passed to a call becomes an object, which is 40 times slower, unless
 * C2 inlines the call. C2 stops inlining once a compilation has 18,000 nodes, and each of these functions has 10,000 to 15,000.
 */
@NotOnAndroid
public final class VectorNumbers {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    private VectorNumbers() {}

    /** The floats of a vector. */
    static int lanes() {
        return SPECIES.length();
    }

    /** {@link Numbers#allFinite}. */
    static boolean allFinite(float[] values, int from, int to) {
        int whole = from + SPECIES.loopBound(to - from);
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int i = from; i < whole; i += SPECIES.length()) {
            sum = sum.add(FloatVector.fromArray(SPECIES, values, i).mul(0)); // NaN from the first that is not finite on
        }
        return !sum.compare(VectorOperators.NE, 0).anyTrue() && Numbers.allFinite(values, whole, to);
    }

    /** {@link Numbers#exp} of {@code length} floats; both ranges may be the same. */
    public static void exp(float[] from, int fromOffset, float[] to, int toOffset, int length) {
        int whole = SPECIES.loopBound(length);
        for (int i = 0; i < whole; i += SPECIES.length()) {
            FloatVector x = FloatVector.fromArray(SPECIES, from, fromOffset + i);
            FloatVector rounded = x.fma(Numbers.LOG2_E, Numbers.ROUNDER);
            FloatVector n = rounded.sub(Numbers.ROUNDER);
            FloatVector r = n.lanewise(VectorOperators.FMA, -Numbers.LN2_UPPER, x);
            r = n.lanewise(VectorOperators.FMA, -Numbers.LN2_LOWER, r);
            FloatVector p = r.fma(Numbers.E6, Numbers.E5);
            p = p.lanewise(VectorOperators.FMA, r, Numbers.E4);
            p = p.lanewise(VectorOperators.FMA, r, Numbers.E3);
            p = p.lanewise(VectorOperators.FMA, r, Numbers.E2);
            p = p.lanewise(VectorOperators.FMA, r, 1);
            p = p.lanewise(VectorOperators.FMA, r, 1);
            IntVector exponent = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, Numbers.FRACTION_BITS);
            exponent = exponent.sub(Numbers.ONE_BITS);
            FloatVector power = p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
            power = power.blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.GT, Numbers.EXP_MOST));
            power = power.blend(0, x.compare(VectorOperators.LT, Numbers.EXP_LEAST));
            power.blend(x, x.compare(VectorOperators.NE, x)).intoArray(to, toOffset + i);
        }
        for (int i = whole; i < length; i++) {
            to[toOffset + i] = Numbers.exp(from[fromOffset + i]);
        }
    }

    /** {@link Numbers#tanh} of {@code length} floats; both ranges may be the same. */
    public static void tanh(float[] from, int fromOffset, float[] to, int toOffset, int length) {
        int whole = SPECIES.loopBound(length);
        for (int i = 0; i < whole; i += SPECIES.length()) {
            FloatVector x = FloatVector.fromArray(SPECIES, from, fromOffset + i);
            FloatVector size = x.abs();
            size = size.blend(Numbers.TANH_MOST, size.compare(VectorOperators.GT, Numbers.TANH_MOST));
            FloatVector y = size.mul(-2);
            FloatVector rounded = y.fma(Numbers.LOG2_E, Numbers.ROUNDER);
            FloatVector n = rounded.sub(Numbers.ROUNDER);
            FloatVector r = n.lanewise(VectorOperators.FMA, -Numbers.LN2_UPPER, y);
            r = n.lanewise(VectorOperators.FMA, -Numbers.LN2_LOWER, r);
            FloatVector p = r.fma(Numbers.M6, Numbers.M5);
            p = p.lanewise(VectorOperators.FMA, r, Numbers.M4);
            p = p.lanewise(VectorOperators.FMA, r, Numbers.M3);
            p = p.lanewise(VectorOperators.FMA, r, Numbers.M2);
            p = p.mul(r).fma(r, r);
            IntVector exponent = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, Numbers.FRACTION_BITS);
            FloatVector s = exponent.reinterpretAsFloats();
            FloatVector less = s.neg();
            FloatVector quotient = less.fma(p, less.add(1)).div(s.fma(p, s.add(1)));
            IntVector sign = x.reinterpretAsInts().and(Numbers.SIGN_BIT);
            quotient.reinterpretAsInts().or(sign).reinterpretAsFloats().intoArray(to, toOffset + i);
        }
        for (int i = whole; i < length; i++) {
            to[toOffset + i] = Numbers.tanh(from[fromOffset + i]);
        }
    }

    /** {@link Numbers#sigmoid} of {@code length} floats; both ranges may be the same. */
    public static void sigmoid(float[] from, int fromOffset, float[] to, int toOffset, int length) {
        int whole = SPECIES.loopBound(length);
        for (int i = 0; i < whole; i += SPECIES.length()) {
            FloatVector x = FloatVector.fromArray(SPECIES, from, fromOffset + i);
            FloatVector y = x.abs().neg();
            y = y.blend(Numbers.SIGMOID_LEAST, y.compare(VectorOperators.LT, Numbers.SIGMOID_LEAST));
            FloatVector rounded = y.fma(Numbers.LOG2_E, Numbers.RAISED_ROUNDER);
            FloatVector n = rounded.sub(Numbers.RAISED_ROUNDER);
            FloatVector r = n.lanewise(VectorOperators.FMA, -Numbers.LN2_UPPER, y);
            r = n.lanewise(VectorOperators.FMA, -Numbers.LN2_LOWER, r);
            FloatVector p = r.fma(Numbers.E6, Numbers.E5);
            p = p.lanewise(VectorOperators.FMA, r, Numbers.E4);
            p = p.lanewise(VectorOperators.FMA, r, Numbers.E3);
            p = p.lanewise(VectorOperators.FMA, r, Numbers.E2);
            p = p.lanewise(VectorOperators.FMA, r, 1);
            p = p.lanewise(VectorOperators.FMA, r, 1);
            IntVector exponent = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, Numbers.FRACTION_BITS);
            FloatVector e = p.mul(exponent.reinterpretAsFloats()).mul(Numbers.LOWERED);
            FloatVector below = e.add(1);
            FloatVector added = below.sub(1).sub(e);
            FloatVector quotient = e.blend(1, x.compare(VectorOperators.GE, 0)).div(below);
            quotient.fma(added, quotient).intoArray(to, toOffset + i);
        }
        for (int i = whole; i < length; i++) {
            to[toOffset + i] = Numbers.sigmoid(from[fromOffset + i]);
        }
    }
}
