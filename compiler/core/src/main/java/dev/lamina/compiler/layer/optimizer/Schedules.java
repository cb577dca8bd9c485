package dev.lamina.compiler.layer.optimizer;

import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.runtime.RateSchedule;
import java.util.List;

/** The declarations of the schedules of the learning rate. The runtime's {@link RateSchedule} has their formulas. */
public final class Schedules {
    private static final ArgumentKind FACTOR = ArgumentKind.number(
                    "factor", "0.1", 0, 1, "what the rate is multiplied by")
            .withoutName();

    public static final CallKind<RateSchedule> CONSTANT = new CallKind<>(
            "constant",
            Category.SCHEDULE,
            List.of(),
            "the rate of the optimizer in every step",
            arguments -> RateSchedule.constant());

    public static final CallKind<RateSchedule> STEP = new CallKind<>(
            "step",
            Category.SCHEDULE,
            List.of(ArgumentKind.size("every", "after how many epochs the rate is multiplied"), FACTOR),
            "a lower rate after every few epochs",
            arguments -> RateSchedule.step(arguments.whole("every"), arguments.number("factor")));

    public static final CallKind<RateSchedule> COSINE = new CallKind<>(
            "cosine",
            Category.SCHEDULE,
            List.of(
                    ArgumentKind.number(
                                    "warmup", "0", 0, 1e9, "epochs in which the rate rises to that of the optimizer")
                            .withoutName(),
                    ArgumentKind.number("floor", "0", 0, 1e6, "the rate that it falls to")
                            .withoutName()),
            "a rate that rises along a line and falls along half a cosine, step by step",
            arguments -> RateSchedule.cosine(arguments.number("warmup"), arguments.number("floor")));

    public static final CallKind<RateSchedule> PLATEAU = new CallKind<>(
            "plateau",
            Category.SCHEDULE,
            List.of(
                    ArgumentKind.whole(
                                    "patience",
                                    10,
                                    "the epochs without a lower loss of held-out samples that are allowed")
                            .atLeast(0)
                            .withoutName(),
                    FACTOR),
            "a lower rate when the loss of held-out samples stops falling",
            arguments -> RateSchedule.plateau(arguments.whole("patience"), arguments.number("factor")));

    /** All, in the order of the reference. */
    public static final List<CallKind<RateSchedule>> ALL = List.of(CONSTANT, STEP, COSINE, PLATEAU);

    private Schedules() {}
}
