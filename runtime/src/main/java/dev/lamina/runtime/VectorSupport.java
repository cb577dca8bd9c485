package dev.lamina.runtime;

import java.util.Optional;
import java.util.Set;

/** Whether this JVM turns vector code into vector instructions. Where it does not, each vector is an object, and plain Java is faster. */
@NotOnAndroid
final class VectorSupport {

    /** SSE, NEON; a JVM without support for vectors says 2, for 64 bits. */
    private static final int FEWEST_LANES = 4;

    /** Processors that have such vectors for certain. Others are asked, which takes 15 ms, because it loads 150 classes. */
    private static final Set<String> HAVE_VECTORS = Set.of("amd64", "x86_64", "aarch64");

    private VectorSupport() {}

    /**
     * Why plain Java is faster than vector code here; empty if it is not.
     *
     * <p>Stated are what a JVM can find out about itself without {@code java.management}, which may be absent and takes long to load. The
     * flags {@code -XX:TieredStopAtLevel=2} and {@code =3} are not seen.
     */
    static Optional<String> obstacle() {
        Optional<String> obstacle =
                obstacle(property("java.vm.name"), property("java.vm.info"), property("java.vm.version"));
        if (obstacle.isPresent()) {
            return obstacle;
        }
        if (!FusedMultiplyAdd.IS_INSTRUCTION) {
            return Optional.of("this processor has no fused multiply-add, or Java was told not to use it");
        }
        int lanes = HAVE_VECTORS.contains(property("os.arch")) ? FEWEST_LANES : VectorNumbers.lanes();
        return lanes < FEWEST_LANES
                ? Optional.of("the vectors of this JVM hold only " + lanes + " floats")
                : Optional.empty();
    }

    private static String property(String name) {
        return System.getProperty(name, "");
    }

    /** The obstacle that a JVM with these properties is: only C2, the optimising compiler of HotSpot, is known to compile vector code. */
    static Optional<String> obstacle(String name, String info, String version) {
        boolean optimises = name.contains("Server VM")
                && !info.contains("interpreted mode") // -Xint
                && !info.contains("emulated-client") // -XX:TieredStopAtLevel=1: C1 only
                && !version.contains("jvmci"); // a JDK whose compiler is Graal
        return optimises
                ? Optional.empty()
                : Optional.of(
                        "this JVM is not known to compile vector code (" + name + ", " + info + ", " + version + ")");
    }
}
