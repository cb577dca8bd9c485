package dev.lamina.compiler.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.compiler.schedule.ScalarSchedule;
import dev.lamina.compiler.schedule.VectorSchedule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The verifier's message for each way in which a kernel can be wrong. */
class KernelVerifierTest {
    private static final Buffer OUTPUT = Samples.OUTPUT;
    private static final Symbol I = new Symbol("i");

    private static Kernel kernel(Statement... statements) {
        return new Kernel("k", List.of(OUTPUT), List.of("rate"), false, Statement.block(statements));
    }

    private static Statement store(Expression value) {
        return Statement.store(OUTPUT, Affine.ZERO, value);
    }

    private static void refused(String problem, Statement... statements) {
        assertEquals(List.of("k: " + problem), KernelVerifier.unscheduled(kernel(statements)));
    }

    @Test
    void soundKernelsPassBeforeAndAfterScheduling() {
        for (Kernel kernel : List.of(Samples.fullyConnected(8, 20), Samples.weightGradient(900, 3), Samples.leaky())) {
            assertEquals(List.of(), KernelVerifier.unscheduled(kernel));
            assertEquals(List.of(), KernelVerifier.scheduled(new VectorSchedule().apply(kernel)));
            assertEquals(List.of(), KernelVerifier.scheduled(new ScalarSchedule().apply(kernel)));
        }
    }

    @Test
    void namesMustBeDeclaredBeforeUse() {
        Variable x = new Variable("x", false);
        refused("variable x is not declared", store(Expression.local(x)), new Statement.Let(x, Expression.constant(1)));
        refused("index i is not bound", Statement.store(OUTPUT, Affine.of(I), Expression.constant(1)));
        refused("buffer input is not the kernel's", store(Expression.load(Samples.INPUT, Affine.ZERO)));
        refused("argument speed is not the kernel's", store(new Expression.Argument("speed")));
        refused("it draws random numbers but is not marked random", store(new Expression.Uniform(1, Affine.ZERO)));
        refused("operand 0 was not replaced", store(new Expression.Operand(0)));
    }

    @Test
    void namesAreDeclaredOnce() {
        Variable x = new Variable("x", false);
        Statement let = new Statement.Let(x, Expression.constant(1));
        refused("variable x is declared twice", let, let);
        refused(
                "index i is bound twice",
                Statement.loop(I, Affine.of(2), Statement.loop(I, Affine.of(2), store(Expression.constant(1)))));
        assertEquals(
                List.of("k: output is declared twice"),
                KernelVerifier.unscheduled(
                        new Kernel("k", List.of(OUTPUT), List.of("output"), false, Statement.block())));
        Statement method = new Statement.Outlined("k", Statement.block());
        refused("method k is declared twice", method);
    }

    @Test
    void vectorsBelongToScheduledKernelsOnly() {
        Variable v = new Variable("v", true);
        Statement vectors = Statement.block(
                new Statement.Let(v, Expression.constant(1)),
                new Statement.Store(OUTPUT, Affine.ZERO, Expression.local(v), true));
        assertEquals(List.of(), KernelVerifier.scheduled(kernel(vectors)));
        refused("variable v is a vector before scheduling", new Statement.Let(v, Expression.constant(1)));
        refused(
                "a vector of output before scheduling",
                new Statement.Store(OUTPUT, Affine.ZERO, Expression.constant(1), true));
        assertEquals(
                List.of("k: a vector does not fit in output"),
                KernelVerifier.scheduled(
                        kernel(new Statement.Let(v, Expression.constant(1)), store(Expression.local(v)))));
    }

    @Test
    void scheduledKernelsHoldPlainLoopsOnly() {
        assertEquals(
                List.of("forwardFc1: a schedule left Contraction"),
                KernelVerifier.scheduled(Samples.fullyConnected(4, 4)));
        assertEquals(List.of("leaky: a schedule left Lanes"), KernelVerifier.scheduled(Samples.leaky()));
    }

    @Test
    void indicesAreReadFromWholeNumbersWithARange() {
        Buffer tokens = Buffer.ints("tokens");
        Symbol token = new Symbol("token");
        Statement row = Statement.store(OUTPUT, Affine.of(token, 16), Expression.constant(1));
        Statement inOrder = new Statement.Lookup(token, tokens, Affine.ZERO, 5, row);
        Kernel kernel = new Kernel("k", List.of(tokens, OUTPUT), List.of(), false, Statement.block(inOrder, inOrder));
        assertEquals(List.of(), KernelVerifier.unscheduled(kernel));
        assertEquals(
                List.of("k: index token is not bound"),
                KernelVerifier.unscheduled(kernel.withBody(Statement.block(inOrder, row))));
        assertEquals(
                List.of("k: index token is bound twice"),
                KernelVerifier.unscheduled(
                        kernel.withBody(new Statement.Lookup(token, tokens, Affine.ZERO, 5, inOrder))));
        assertEquals(
                List.of("k: index token has no range: it is to be below 0"),
                KernelVerifier.unscheduled(kernel.withBody(new Statement.Lookup(token, tokens, Affine.ZERO, 0, row))));
        refused(
                "index token comes from output, which holds floats",
                new Statement.Lookup(token, OUTPUT, Affine.ZERO, 5, row));
    }

    @Test
    void loopsAdvance() {
        refused(
                "loop over i does not advance",
                new Statement.Loop(
                        I,
                        Bound.of(0),
                        Bound.of(4),
                        List.of(new Statement.SteppedBody(Affine.of(0), store(Expression.constant(1))))));
        refused("loop over i has no body", new Statement.Loop(I, Bound.of(0), Bound.of(4), List.of()));
    }

    @Test
    void aMethodKeepsItsCallersVariables() {
        Variable x = new Variable("x", false);
        Statement again = new Statement.Assign(x, Expression.constant(2));
        refused(
                "a method assigns its caller's variable x",
                new Statement.Let(x, Expression.constant(1)),
                new Statement.Outlined("inner", again));
    }

    @Test
    void functionsOfVectorsStandInNoExpression() {
        Expression row = new Expression.Load(OUTPUT, Affine.ZERO, true);
        Statement store = new Statement.Store(OUTPUT, Affine.ZERO, row.apply(Expression.UnaryOperator.EXP), true);
        assertEquals(
                List.of("k: EXP of a vector: it must be applied to an array"), KernelVerifier.scheduled(kernel(store)));
    }
}
