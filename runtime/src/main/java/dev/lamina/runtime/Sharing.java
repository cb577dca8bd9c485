package dev.lamina.runtime;

/**
 * Decides whether the calls of one kind are shared between threads, by the time that they take. A network of many small layers may lose
 * more at its barriers than it gains. Where other programs keep the processors busy, a thread may lose its processor within a call, and the
 * others wait for it at the next barrier: longer than one thread would have needed for the whole call.
 *
 * <p>Now and then, and after each call in which a thread has waited that long, a call is done by one thread, and the two ways are compared.
 * While sharing is slower, only a few calls try it, two at a time. The first of them wakes the threads; the second is compared, without the
 * calls before it: what these took before HotSpot had compiled them, or while other programs computed, says nothing about the next one.
 */
final class Sharing {

    /** After a shared call that was slower, so many calls are done alone. */
    private static final int FIRST_BREAK = 4;

    private static final int LONGEST_BREAK = 256;

    /** After so many shared calls one is done alone, after twice as many another one, and so on up to the second number. */
    private static final int FIRST_TRIAL = 16;

    private static final int LAST_TRIAL = 256;

    /** The part of the newest call in a mean. */
    private static final double NEWEST = 1 / 8.0;

    /** The mean time of the shared calls since the last break, in units of the estimate of a call; 0 before the first. */
    private double shared;

    /** The mean time of a call that one thread does; 0 before the first. It falls at once: calls get faster until HotSpot has compiled them. */
    private double alone;

    /** The shared calls since the last break, and the sum of their times. */
    private long run;

    private double runTime;

    /** Whether the next shared call is the first after a break: it wakes threads, and may run code that HotSpot made for calls alone. */
    private boolean wakes;

    private boolean trial;
    private int sinceTrial;
    private int nextTrial = FIRST_TRIAL;
    private int breakLeft;
    private int nextBreak = FIRST_BREAK;

    /** Whether the next call is to be shared. If not, it may have to be timed. */
    boolean sharesNext() {
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
        run++;
        runTime += time;
        if (wakes) {
            wakes = false;
            return;
        }
        shared = mean(shared, time);
        if (alone > 0 && shared > alone) {
            startBreak();
        } else {
            trial = waited || ++sinceTrial >= nextTrial;
        }
    }

    /** Takes the time of a call that one thread has done, in units of the estimate. */
    void alone(double time) {
        trial = false;
        nextTrial = Math.min(Math.max(2 * sinceTrial, FIRST_TRIAL), LAST_TRIAL);
        sinceTrial = 0;
        alone = Math.min(time, mean(alone, time));
        if (shared > alone) {
            startBreak();
        }
    }

    /** Twice as long as the last one, unless all calls since then have gained together. */
    private void startBreak() {
        breakLeft = nextBreak;
        nextBreak = runTime > run * alone ? Math.min(2 * nextBreak, LONGEST_BREAK) : FIRST_BREAK;
        wakes = true;
        shared = 0;
        run = 0;
        runTime = 0;
    }

    private static double mean(double before, double newest) {
        return before == 0 ? newest : before + (newest - before) * NEWEST;
    }
}
