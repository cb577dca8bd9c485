package dev.lamina.compiler.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.compiler.schedule.ScalarSchedule;
import dev.lamina.compiler.schedule.VectorSchedule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The text of kernels, before and after scheduling. */
class LoopPrinterTest {
    @Test
    void contractionsReadLikeTheirFormula() {
        assertEquals("""
                kernel forwardFc1(input[], weight[], bias[], output[])
                  each n < batch, out < 20 (padded to 32)
                    float sum = bias[out]
                    sum in < 8
                      sum += input[8 * n + in] * weight[32 * in + out]
                    output[32 * n + out] = max(sum, 0.0)
                """, LoopPrinter.print(Samples.fullyConnected(8, 20)));
    }

    @Test
    void lanesWithoutRoomBecomeVectorsAndARest() {
        assertEquals("""
                kernel leaky(input[], output[], rate)
                  for i = 0 to 5 * batch
                    by LANES
                      // a leak of rate
                      vector x = input[i ...]
                      output[i ...] = x < 0.0 ? (rate * x) : x
                    by 1
                      // a leak of rate
                      float x = input[i]
                      output[i] = x < 0.0 ? (rate * x) : x
                """, LoopPrinter.print(new VectorSchedule().apply(Samples.leaky())));
    }

    @Test
    void tilesAreMethods() {
        assertEquals(
                """
                kernel forwardFc1(input[], weight[], bias[], output[])
                  for n = 0 to batch
                    by 4
                      for out = 0 to 20 by 2
                        method forwardFc1Tile4x2
                """,
                LoopPrinter.print(new ScalarSchedule().apply(Samples.fullyConnected(8, 20)))
                        .lines()
                        .limit(5)
                        .reduce("", (text, line) -> text + line + "\n"));
    }

    @Test
    void everyKindOfExpressionHasAText() {
        Buffer labels = Buffer.ints("labels");
        Symbol label = new Symbol("label");
        Expression x = Expression.load(labels, Affine.of(Symbol.BATCH, -1).plus(7));
        Statement body = Statement.block(
                new Statement.Fill(Samples.OUTPUT, Affine.of(3), Affine.of(4)),
                Statement.store(
                        Samples.OUTPUT,
                        Affine.ZERO,
                        new Expression.Fma(
                                x.apply(Expression.UnaryOperator.EXP),
                                new Expression.Uniform(2, Affine.of(5)),
                                new Expression.IndexAsFloat(Affine.of(6)).minus(new Expression.Operand(1)))),
                new Statement.Lookup(
                        label,
                        labels,
                        Affine.of(2),
                        10,
                        Statement.store(Samples.OUTPUT, Affine.of(label, 16), Expression.constant(1))));
        assertEquals("""
                kernel all(labels: int[], output[], random)
                  output[3, length 4] = 0
                  output[0] = fma(exp(labels[-1 * batch + 7]), uniform(stream 2, 5), float(6) - operand1)
                  int label = labels[2] (below 10)
                    output[16 * label] = 1.0
                """, LoopPrinter.print(new Kernel("all", List.of(labels, Samples.OUTPUT), List.of(), true, body)));
    }
}
