package dev.lamina.compiler.ir;

import java.util.List;

/** Kernels that several tests use. */
public final class Samples {
    public static final Buffer INPUT = Buffer.floats("input");
    public static final Buffer WEIGHT = Buffer.floats("weight");
    public static final Buffer BIAS = Buffer.floats("bias");
    public static final Buffer OUTPUT = Buffer.floats("output");

    private static final Symbol N = new Symbol("n");
    private static final Symbol IN = new Symbol("in");
    private static final Symbol OUT = new Symbol("out");

    private Samples() {}

    /** A fully connected layer with relu, of at most 32 {@code units}, which are padded to 32. */
    public static Kernel fullyConnected(int features, int units) {
        Variable sum = new Variable("sum", false);
        Affine result = Affine.of(N, 32).plus(Affine.of(OUT));
        Statement body = new Statement.Contraction(
                List.of(range(N, Affine.of(Symbol.BATCH)), range(OUT, Affine.of(units))),
                32,
                List.of(range(IN, Affine.of(features))),
                Expression.load(INPUT, Affine.of(N, features).plus(Affine.of(IN))),
                Expression.load(WEIGHT, Affine.of(IN, 32).plus(Affine.of(OUT))),
                sum,
                Expression.load(BIAS, Affine.of(OUT)),
                List.of(Statement.store(OUTPUT, result, Expression.local(sum).max(Expression.constant(0)))));
        return new Kernel("forwardFc1", List.of(INPUT, WEIGHT, BIAS, OUTPUT), List.of(), false, body);
    }

    /** A gradient of weights, whose sum over samples and pixels is long enough to be cut into blocks. */
    public static Kernel weightGradient(int pixels, int channels) {
        Symbol pixel = new Symbol("pixel");
        Variable sum = new Variable("sum", false);
        Affine result = Affine.of(IN, 16).plus(Affine.of(OUT));
        Statement body = new Statement.Contraction(
                List.of(range(IN, Affine.of(channels)), range(OUT, Affine.of(16))),
                16,
                List.of(range(N, Affine.of(Symbol.BATCH)), range(pixel, Affine.of(pixels))),
                Expression.load(
                        INPUT,
                        Affine.of(N, pixels * channels)
                                .plus(Affine.of(pixel, channels))
                                .plus(Affine.of(IN))),
                Expression.load(
                        WEIGHT,
                        Affine.of(N, pixels * 16 + 16)
                                .plus(Affine.of(pixel, 16))
                                .plus(Affine.of(OUT))),
                sum,
                Expression.constant(0),
                List.of(Statement.store(OUTPUT, result, Expression.local(sum).times(Expression.constant(0.5f)))));
        return new Kernel("weightGradient", List.of(INPUT, WEIGHT, OUTPUT), List.of(), false, body);
    }

    /** A convolution with windows of 3 x 3 and a bias, on images without halo; channels are innermost, filters padded to 16. */
    public static Kernel convolution(int height, int width, int channels, int filters) {
        Symbol row = new Symbol("row");
        Symbol column = new Symbol("column");
        Symbol i = new Symbol("i");
        Symbol j = new Symbol("j");
        Variable sum = new Variable("sum", false);
        Affine pixel = Affine.of(row)
                .plus(Affine.of(i))
                .times(width)
                .plus(Affine.of(column))
                .plus(Affine.of(j));
        Affine place = Affine.of(N, (height - 2) * (width - 2))
                .plus(Affine.of(row, width - 2))
                .plus(Affine.of(column));
        Statement body = new Statement.Contraction(
                List.of(
                        range(N, Affine.of(Symbol.BATCH)),
                        range(row, Affine.of(height - 2)),
                        range(column, Affine.of(width - 2)),
                        range(OUT, Affine.of(filters))),
                16,
                List.of(range(i, Affine.of(3)), range(j, Affine.of(3)), range(IN, Affine.of(channels))),
                Expression.load(
                        INPUT,
                        Affine.of(N, height * width).plus(pixel).times(channels).plus(Affine.of(IN))),
                Expression.load(
                        WEIGHT,
                        Affine.of(i, 3)
                                .plus(Affine.of(j))
                                .times(channels)
                                .plus(Affine.of(IN))
                                .times(16)
                                .plus(Affine.of(OUT))),
                sum,
                Expression.constant(0),
                List.of(Statement.store(
                        OUTPUT,
                        place.times(16).plus(Affine.of(OUT)),
                        Expression.local(sum).plus(Expression.load(BIAS, Affine.of(OUT))))));
        return new Kernel("convolution", List.of(INPUT, WEIGHT, BIAS, OUTPUT), List.of(), false, body);
    }

    /** {@code output = input < 0 ? rate * input : input} on five elements a sample, without padding. */
    public static Kernel leaky() {
        Symbol i = new Symbol("i");
        Variable x = new Variable("x", false);
        Affine index = Affine.of(N, 5).plus(Affine.of(i));
        Statement element = Statement.block(
                new Statement.Comment("a leak of rate"),
                new Statement.Let(x, Expression.load(INPUT, index)),
                Statement.store(
                        OUTPUT,
                        index,
                        new Expression.Select(
                                Expression.Comparison.LESS,
                                Expression.local(x),
                                Expression.constant(0),
                                new Expression.Argument("rate").times(Expression.local(x)),
                                Expression.local(x))));
        Statement body =
                Statement.loop(N, Affine.of(Symbol.BATCH), new Statement.Lanes(i, Affine.of(5), Affine.of(5), element));
        return new Kernel("leaky", List.of(INPUT, OUTPUT), List.of("rate"), false, body);
    }

    private static Statement.Range range(Symbol symbol, Affine extent) {
        return new Statement.Range(symbol, extent);
    }
}
