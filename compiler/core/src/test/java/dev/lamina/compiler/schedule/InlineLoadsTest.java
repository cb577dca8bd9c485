package dev.lamina.compiler.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Buffer;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Samples;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.ir.Variable;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which loads are written where they are used. */
class InlineLoadsTest {
    private static final Buffer INPUT = Samples.INPUT;
    private static final Buffer OUTPUT = Samples.OUTPUT;
    private static final Variable X = new Variable("x", false);
    private static final Variable Y = new Variable("y", false);
    private static final Expression FIRST = new Expression.Load(INPUT, Affine.of(0), false);
    private static final Expression SECOND = new Expression.Load(INPUT, Affine.of(1), false);
    private static final Statement STORE_X = Statement.store(OUTPUT, Affine.of(0), Expression.local(X));

    private static Statement inlined(Statement... statements) {
        Kernel kernel = new Kernel("k", List.of(INPUT, OUTPUT), List.of(), false, Statement.block(statements));
        return new InlineLoads().apply(kernel).body();
    }

    private static void assertLeft(Statement... statements) {
        assertEquals(Statement.block(statements), inlined(statements));
    }

    @Test
    void aLoadThatIsUsedOnceIsWrittenThere() {
        assertEquals(
                Statement.block(Statement.store(OUTPUT, Affine.of(0), FIRST)),
                inlined(new Statement.Let(X, FIRST), STORE_X));
    }

    @Test
    void eachValueOfAVariableCounts() {
        assertEquals(
                Statement.block(
                        Statement.store(OUTPUT, Affine.of(0), FIRST), Statement.store(OUTPUT, Affine.of(0), SECOND)),
                inlined(new Statement.Let(X, FIRST), STORE_X, new Statement.Assign(X, SECOND), STORE_X));
    }

    @Test
    void aLoadThatIsUsedTwiceStays() {
        assertLeft(new Statement.Let(X, FIRST), STORE_X, STORE_X);
        assertLeft(new Statement.Let(X, FIRST), STORE_X, new Statement.Assign(X, SECOND), STORE_X, STORE_X);
        Expression square = Expression.local(X).times(Expression.local(X));
        assertLeft(new Statement.Let(X, FIRST), Statement.store(OUTPUT, Affine.of(0), square));
    }

    @Test
    void aLoadStaysBeforeAStoreToItsArray() {
        assertLeft(new Statement.Let(X, FIRST), Statement.store(INPUT, Affine.of(0), Expression.constant(1)), STORE_X);
    }

    @Test
    void aLoadStaysOutsideALoop() {
        Symbol i = new Symbol("i");
        assertLeft(new Statement.Let(X, FIRST), Statement.loop(i, Affine.of(3), STORE_X));
    }

    @Test
    void aVariableWithAnotherValueStays() {
        assertLeft(new Statement.Let(X, Expression.constant(1)), STORE_X);
        assertLeft(
                new Statement.Let(X, FIRST),
                STORE_X,
                new Statement.Assign(X, Expression.constant(1).plus(SECOND)),
                STORE_X);
    }

    @Test
    void aLoadMayPassOthers() {
        Expression product = Expression.local(X).times(Expression.local(Y));
        assertEquals(
                Statement.block(Statement.store(OUTPUT, Affine.of(0), FIRST.times(SECOND))),
                inlined(
                        new Statement.Let(X, FIRST),
                        new Statement.Let(Y, SECOND),
                        Statement.store(OUTPUT, Affine.of(0), product)));
    }
}
