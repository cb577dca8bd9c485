package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Machines with vectors of other lengths give the same bits: this one, told to have shorter ones. */
final class LanesTest {
    /** Vectors are slow until they are compiled, so few; the fourth is recurrent. */
    private static final int MODELS = 5;

    private static final Variant VECTOR = new Variant(Target.VECTOR, Fusion.ALL, Loader.JANINO);

    /** Prints how many lanes there are, and a number made of all bits of each model. */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        System.out.println(lanes());
        bits().forEach(System.out::println);
    }

    private static int lanes() throws ReflectiveOperationException {
        Field lanes = VECTOR.load(RandomModel.of(1).text()).type().getDeclaredField("LANES");
        lanes.setAccessible(true);
        return lanes.getInt(null);
    }

    private static List<String> bits() {
        List<RandomModel> models = new ArrayList<>(RowModels.ALL);
        LongStream.rangeClosed(1, MODELS).mapToObj(RandomModel::of).forEach(models::add);
        List<String> bits = new ArrayList<>();
        for (RandomModel model : models) {
            Results results = new Trial(VECTOR.load(model.text()), model.batch(), model.seed()).everything(2);
            int hash = 1;
            for (Map.Entry<String, float[]> each : results.values().entrySet()) {
                hash = 31 * (31 * hash + each.getKey().hashCode()) + Arrays.hashCode(each.getValue());
            }
            bits.add(model + ": " + hash);
        }
        return bits;
    }

    @Test
    void vectorsOfFourLanesGiveTheSameBits() throws Exception {
        List<String> lines = started("-XX:MaxVectorSize=16");
        assertEquals("4", lines.get(0), "lanes");
        assertEquals(bits(), lines.subList(1, lines.size()));
    }

    private static List<String> started(String option) throws IOException, InterruptedException {
        return StartedProcess.java(List.of(option, "--add-modules", "jdk.incubator.vector"), LanesTest.class)
                .lines()
                .filter(line -> line.matches("\\d+|.*: -?\\d+")) // the JVM may warn
                .toList();
    }
}
