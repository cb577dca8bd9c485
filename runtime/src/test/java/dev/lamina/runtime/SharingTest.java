package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** Whether calls are shared, by the times that they took; the times here are in units of the estimate, and made up. */
class SharingTest {

    /** The time of a shared call in which nobody waits. */
    private static final double FAST = 0.5;

    /** The time of a call in which a thread has lost its processor. */
    private static final double LATE = 15;

    private final Sharing sharing = new Sharing();

    /** Runs calls, some of which are late if they are shared; returns how many have been shared. */
    private int run(int calls, IntPredicate late) {
        int shared = 0;
        for (int i = 0; i < calls; i++) {
            if (sharing.sharesNext()) {
                sharing.shared(late.test(i) ? LATE : FAST, late.test(i));
                shared++;
            } else if (sharing.needsTimeAlone()) {
                sharing.alone(1);
            }
        }
        return shared;
    }

    @Test
    void whileNobodyWaitsNearlyEveryCallIsShared() {
        int shared = run(10_000, call -> false);
        assertTrue(shared > 9_900 && shared < 10_000, shared + " of 10,000"); // some are done alone, to compare
    }

    @Test
    void whereSharingIsSlowerThoughNobodyWaitsLongFewCallsAreShared() {
        int shared = 0;
        for (int i = 0; i < 10_000; i++) {
            if (sharing.sharesNext()) {
                sharing.shared(1.2, false);
                shared++;
            } else if (sharing.needsTimeAlone()) {
                sharing.alone(1);
            }
        }
        assertTrue(shared < 300, shared + " of 10,000");
    }

    @Test
    void afterALateCallTheNextOneIsDoneAloneAndTimed() {
        assertTrue(sharing.sharesNext());
        sharing.shared(LATE, true);
        assertFalse(sharing.sharesNext());
        assertTrue(sharing.needsTimeAlone());
    }

    @Test
    void whereEveryCallIsLateFewAreShared() {
        int shared = run(10_000, call -> true);
        assertTrue(shared > 10 && shared < 100, shared + " of 10,000");
    }

    @Test
    void whereAFewCallsAreLateButSharingGainsMostCallsAreShared() {
        int shared = run(10_000, call -> call % 500 == 0); // 0.53 on the average
        assertTrue(shared > 9_000, shared + " of 10,000");
    }

    @Test
    void callsAreSharedAgainSoonAfterTheProcessorsAreFree() {
        run(1_000, call -> true);
        run(2_000, call -> false);
        assertTrue(run(100, call -> false) >= 95);
    }

    @Test
    void aLateCallThatIsFasterThanOneThreadChangesNothing() {
        for (int i = 0; i < 100; i++) {
            if (sharing.sharesNext()) {
                sharing.shared(0.8, true);
            } else {
                assertTrue(sharing.needsTimeAlone());
                sharing.alone(1);
            }
        }
        assertTrue(run(100, call -> false) >= 95);
    }

    @Test
    void callsBeforeHotSpotHasCompiledThemAreForgottenAtOnce() {
        for (int i = 0; i < 40; i++) {
            if (sharing.sharesNext()) {
                sharing.shared(150.0 / (i + 1), true);
            } else if (sharing.needsTimeAlone()) {
                sharing.alone(Math.max(1, 12.0 / (i + 1)));
            }
        }
        assertTrue(run(300, call -> false) > 200);
    }

    @Test
    void whereSharingLosesOftenAndWinsOftenButLosesOnTheWholeFewCallsAreShared() {
        int shared = run(10_000, call -> call % 3 == 0); // 5.3 on the average
        assertTrue(shared < 300, shared + " of 10,000");
    }

    @Test
    void theCallThatWakesThreadsAfterABreakIsNotJudged() {
        run(40, call -> true);
        boolean rested = true;
        int shared = 0;
        for (int i = 0; i < 1_000; i++) {
            if (sharing.sharesNext()) {
                sharing.shared(rested ? 3 : FAST, false);
                rested = false;
                shared++;
            } else if (sharing.needsTimeAlone()) {
                sharing.alone(1);
            } else {
                rested = true;
            }
        }
        assertTrue(shared > 900, shared + " of 1,000");
    }
}
