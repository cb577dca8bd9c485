package dev.lamina.compiler.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Buffer;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.KernelVerifier;
import dev.lamina.compiler.ir.LoopPrinter;
import dev.lamina.compiler.ir.Samples;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Substitution;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.ir.Variable;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Properties of all schedules, and cases that single steps have to leave alone. */
class ScheduleTest {
    private static final Symbol I = new Symbol("i");
    private static final Buffer OUTPUT = Samples.OUTPUT;
    private static final Buffer INPUT = Samples.INPUT;

    static Stream<Schedule> schedules() {
        return Stream.of(new VectorSchedule(), new ScalarSchedule(), ScalarSchedule.packedEverywhere());
    }

    private static Kernel kernel(List<Buffer> buffers, Statement body) {
        return new Kernel("k", buffers, List.of(), false, body);
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void eachStepHasANameOfItsOwn(Schedule schedule) {
        List<String> names = schedule.steps().stream().map(Step::name).toList();
        assertEquals(names.stream().distinct().toList(), names);
        assertEquals("inline-loads", names.get(names.size() - 1));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void verifiedOrNotTheKernelIsTheSame(Schedule schedule) {
        for (Kernel kernel : List.of(
                Samples.fullyConnected(200, 32),
                Samples.weightGradient(900, 6),
                Samples.convolution(12, 21, 6, 9),
                Samples.leaky())) {
            Kernel scheduled = schedule.apply(kernel);
            assertEquals(scheduled, schedule.verified(kernel));
            assertEquals(scheduled, schedule.after("inline-loads", kernel));
        }
    }

    @Test
    void theStepAtFaultIsNamed() {
        Step forgetful = new Step() {
            @Override
            public String name() {
                return "forget-loops";
            }

            @Override
            public Kernel apply(Kernel kernel) {
                return kernel.withBody(((Statement.Lanes) kernel.body()).body());
            }
        };
        Schedule schedule = () -> List.of(new SimplifyAxes(), forgetful, new PlainLoops());
        Statement lanes = new Statement.Lanes(
                I, Affine.of(4), Affine.of(4), Statement.store(OUTPUT, Affine.of(I), Expression.constant(1)));
        IllegalStateException thrown =
                assertThrows(IllegalStateException.class, () -> schedule.verified(kernel(List.of(OUTPUT), lanes)));
        assertEquals("after forget-loops: k: index i is not bound", thrown.getMessage());
    }

    /** A statement that is executed once for a whole vector cannot differ between lanes. */
    @ParameterizedTest
    @MethodSource("arrayRanges")
    void lanesWithOtherRangesStayFloats(Statement inner) {
        Statement lanes = new Statement.Lanes(I, Affine.of(16), Affine.of(16), inner);
        Kernel scheduled = new VectorSchedule().verified(kernel(List.of(INPUT, OUTPUT), lanes));
        assertEquals(Statement.loop(I, Affine.of(16), inner), scheduled.body());
    }

    static Stream<Statement> arrayRanges() {
        Affine from = Affine.of(I, 8);
        Affine length = Affine.of(8);
        return Stream.of(
                new Statement.Apply(Expression.UnaryOperator.TANH, INPUT, from, OUTPUT, from, length),
                new Statement.Copy(INPUT, from, OUTPUT, from, length),
                new Statement.Copy(INPUT, Affine.ZERO, OUTPUT, Affine.ZERO, Affine.of(I)),
                new Statement.Fill(OUTPUT, Affine.ZERO, Affine.of(I)),
                new Statement.IndexProduct(
                        new Symbol("square"),
                        Affine.of(I),
                        Affine.of(I),
                        Statement.store(OUTPUT, Affine.of(I), Expression.constant(1))));
    }

    @Test
    void wholeNumbersAreStoredOneByOne() {
        Buffer counts = Buffer.ints("counts");
        Statement store = Statement.store(counts, Affine.of(I), Expression.load(INPUT, Affine.of(I)));
        Statement lanes = new Statement.Lanes(I, Affine.of(16), Affine.of(16), store);
        Kernel scheduled = new VectorSchedule().verified(kernel(List.of(INPUT, counts), lanes));
        assertEquals(Statement.loop(I, Affine.of(16), store), scheduled.body());
    }

    @Test
    void aSubstitutionReachesTheFactorsOfAProductOfIndices() {
        Symbol first = new Symbol("first");
        Statement product = new Statement.IndexProduct(
                first,
                Affine.of(I),
                Affine.of(Symbol.STEPS),
                Statement.store(OUTPUT, Affine.of(first), Expression.constant(1)));
        Statement once = Statement.loop(I, Affine.of(1), product);
        assertNotEquals(product, once);
        assertEquals(List.of(), KernelVerifier.unscheduled(kernel(List.of(OUTPUT), once)));
        Statement next = Substitution.of(I, Affine.of(I).plus(1)).statement(product);
        assertEquals(
                "kernel k(output[])\n  int first = (i + 1) * steps\n    output[first] = 1.0\n",
                LoopPrinter.print(kernel(List.of(OUTPUT), next)));
    }

    /** A value that is overwritten in between is loaded again. */
    @Test
    void loadsOfWrittenBuffersAreNotShared() {
        Expression read = Expression.load(OUTPUT, Affine.ZERO);
        Variable a = new Variable("a", false);
        Variable b = new Variable("b", false);
        List<Statement> statements = List.of(
                new Statement.Let(a, read),
                new Statement.Fill(OUTPUT, Affine.ZERO, Affine.of(1)),
                new Statement.Let(b, read));
        assertEquals(statements, SharedLoads.declare(statements, Set.of()));
    }
}
