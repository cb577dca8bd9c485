package dev.lamina.runtime;

/**
 * Decides whether the calls of one kind are shared between threads, by the time that they take. A network of many small layers may lose
 * more at its barriers than it gains. Where other programs keep the processors busy, a thread may lose its processor within a call, and the
 * others wait for it at the next barrier: longer than one thread would have needed for the whole call.
 *
 * <p>Now and then, and after each call in which a thread has waited that long, a call is done by one thread, and the two ways are compared by
 * their mean times. While sharing is slower, only a few calls try it.
 */
final class Sharing {

    /** While sharing is slower, so many calls are done alone; after each further shared call that is slower, twice as many. */
    private static final int FIRST_BREAK = 4;

    private static final int LONGEST_BREAK = 256;

    /** After so many shared calls one is done alone, after twice as many another one, and so on up to the second number. */
    private static final int FIRST_TRIAL = 16;

    private static final int LAST_TRIAL = 256;

    /** Calls get faster until HotSpot has compiled all of them: after so many, what is known is forgotten, and again after 4 times as many. */
    private static final long FIRST_CALLS = 16;

    private static final int FORGETTING = 4;

    /** The part of the newest call in the mean. */
    private static final double NEWEST = 1 / 8.0;

    /** Means of the time of a call in units of its estimate; 0 before the first. */
    private double shared;

    private double alone;

    private long calls;
    private long forgetAt = FIRST_CALLS;
    private boolean trial;
    private int sinceTrial;
    private int nextTrial = FIRST_TRIAL;
    private int breakLeft;
    private int nextBreak = FIRST_BREAK;

    /** Whether the next call is to be shared. If not, it may have to be timed. */
    boolean sharesNext() {
        if (++calls == forgetAt) {
            forget();
        }
        if (breakLeft > 0) {
            breakLeft--;
            return false;
        }
        return !trial;
    }

    /** Whether the next call and the one after it are to be done alone. */
    boolean isResting() {
        return breakLeft > 1;
    }

    /** Whether the time of the next call that is not shared is needed. */
    boolean needsTimeAlone() {
        return trial;
    }

    /**
     * Takes the time of a shared call.
     *
     * @param time in units of the estimate
     * @param waited whether a thread has waited for another one longer than usual
     */
    void shared(double time, boolean waited) {
        shared = mean(shared, time);
        if (alone > 0 && shared > alone) {
            startBreak(time > alone);
        } else {
            nextBreak = FIRST_BREAK;
            trial = waited || ++sinceTrial >= nextTrial;
        }
    }

    /** Takes the time of a call that one thread has done, in units of the estimate. */
    void alone(double time) {
        trial = false;
        nextTrial = Math.min(Math.max(2 * sinceTrial, FIRST_TRIAL), LAST_TRIAL);
        sinceTrial = 0;
        alone = mean(alone, time);
        if (shared > alone) {
            startBreak(true);
        }
    }

    private void forget() {
        forgetAt *= FORGETTING;
        shared = 0;
        alone = 0;
        trial = false;
        sinceTrial = 0;
        nextTrial = FIRST_TRIAL;
        breakLeft = 0;
        nextBreak = FIRST_BREAK;
    }

    private void startBreak(boolean longer) {
        breakLeft = nextBreak;
        nextBreak = longer ? Math.min(2 * nextBreak, LONGEST_BREAK) : Math.max(nextBreak / 2, FIRST_BREAK);
    }

    private static double mean(double before, double newest) {
        return before == 0 ? newest : before + (newest - before) * NEWEST;
    }
}
