package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tensors that are read some rows at a time. */
class TensorRowsTest {

    @TempDir
    private Path folder;

    /** Notes what it is given of all tensors but one. */
    private static final class Collected implements TensorRows {
        private final List<String> asked = new ArrayList<>();
        private final List<Tensor> parts = new ArrayList<>();

        @Override
        public boolean wants(String name, int[] shape) {
            asked.add(name + Arrays.toString(shape));
            return !name.equals("other");
        }

        @Override
        public void rows(Tensor rows) {
            parts.add(rows);
        }
    }

    private Path write() {
        Path file = folder.resolve("tensors.safetensors");
        Safetensors.write(
                file,
                Map.of("note", "kept"),
                List.of(
                        Tensor.ofFloats("x", new int[] {5, 2}, new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}),
                        Tensor.ofLongs("other", new int[] {3}, new long[] {1, 2, 3}),
                        Tensor.ofLongs("labels", new int[] {5}, new long[] {10, 11, 12, 13, 14}),
                        Tensor.ofFloats("one", new int[0], new float[] {7})));
        return file;
    }

    @Test
    void comeInTheOrderOfTheFileWithTheirPlacesInTheWholeTensor() {
        Collected collected = new Collected();
        Safetensors.readRows(WeightsSource.of(write()), 4, collected);
        assertTrue(collected.asked.containsAll(List.of("x[5, 2]", "other[3]", "labels[5]", "one[]")));
        List<Tensor> x = of("x", collected);
        assertEquals(3, x.size());
        assertArrayEquals(new int[] {2, 2}, x.get(0).shape());
        assertArrayEquals(new float[] {4, 5, 6, 7}, x.get(1).floats());
        assertEquals("`x`[3, 0]", x.get(1).place(2));
        assertArrayEquals(new int[] {1, 2}, x.get(2).shape());
        List<Tensor> labels = of("labels", collected);
        assertArrayEquals(new long[] {14}, labels.get(1).longs());
        assertEquals("`labels`[4]", labels.get(1).place(0));
        assertEquals(7, of("one", collected).get(0).floats()[0]);
        assertEquals(List.of(), of("other", collected));
    }

    /** A row is read as a whole, however large it is. */
    @Test
    void areAtLeastOneAtATime() {
        Collected collected = new Collected();
        Safetensors.readRows(WeightsSource.of(write()), 1, collected);
        assertEquals(5, of("x", collected).size());
    }

    @Test
    void ofADamagedFileAreRefusedAtItsEnd() throws IOException {
        Path file = write();
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
        Collected collected = new Collected();
        assertThrows(WeightsException.class, () -> Safetensors.readRows(WeightsSource.of(file), 4, collected));
    }

    private static List<Tensor> of(String name, Collected collected) {
        return collected.parts.stream().filter(part -> part.name().equals(name)).toList();
    }
}
