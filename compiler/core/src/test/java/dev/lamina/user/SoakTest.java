package dev.lamina.user;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.compiler.Target;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The short form of {@link Soak}: what takes minutes to show is left to that. */
final class SoakTest {

    @Test
    void borrowingPredictingTrainingAndStreamingAllocateNothing() throws InterruptedException {
        assertEquals(0, Soak.allocated(Target.SCALAR, 20, 20));
    }

    /** Else a service that loads models as they come would fill the metaspace. */
    @Test
    void theClassesOfModelsThatNobodyUsesLeaveTheMemory() throws InterruptedException {
        SoakModels models = new SoakModels(Target.SCALAR);
        List<WeakReference<Class<?>>> classes = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            classes.add(new WeakReference<>(models.trainOneStep(i)));
        }
        long held = classes.size();
        for (int tries = 0; tries < 50 && held > 0; tries++) {
            System.gc();
            Thread.sleep(20);
            held = classes.stream().filter(each -> !each.refersTo(null)).count();
        }
        assertEquals(0, held, "classes are still held");
    }
}
