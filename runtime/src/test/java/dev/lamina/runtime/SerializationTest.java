package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Parameters on their way to another JVM. */
class SerializationTest {

    private static byte[] bytes(Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return bytes.toByteArray();
    }

    private static Object object(byte[] bytes) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return in.readObject();
        }
    }

    private static Parameters iris() {
        Parameters parameters = new Parameters(
                "Mlp",
                40,
                Architecture.of(3, 1, 5, 1, "fc1: fc(5)"),
                ParametersTest.mlp().views().toArray(new TensorView[0]));
        parameters.preprocessing(Preprocessing.NONE
                .withLabels(List.of("a", "b"))
                .withInput(Scaling.of(new float[] {1, 2, 3}, new float[] {4, 5, 6})));
        parameters.initialize(7);
        return parameters;
    }

    @Test
    void everythingComesBack() throws Exception {
        Parameters sent = iris();
        Parameters received = (Parameters) object(bytes(sent));
        assertEquals("Mlp", received.model());
        assertEquals(sent.architecture(), received.architecture());
        assertEquals(sent.preprocessing(), received.preprocessing());
        assertArrayEquals(sent.values(), received.values());
        assertArrayEquals(sent.get("fc1.weight"), received.get("fc1.weight"));
        sent.requireSameModel(received);
        received.initialize(8);
        sent.initialize(8);
        assertArrayEquals(sent.values(), received.values(), "the rules of the first values come along");
        received.preprocessing(Preprocessing.NONE);
    }

    @Test
    void everyRuleOfFirstValuesComesBack() throws Exception {
        int[] shape = {6, 4};
        for (Initializer rule : List.of(
                Initializer.zeros(),
                Initializer.constant(3),
                Initializer.uniform(0.5f),
                Initializer.normal(2),
                Initializer.glorotUniform(),
                Initializer.glorotNormal(),
                Initializer.heUniform(),
                Initializer.heNormal(),
                Initializer.orthogonal(),
                Initializer.uniform(1).shifted(1, 2, 5).shifted(-3, 4, 6))) {
            Initializer again = (Initializer) object(bytes(rule));
            assertArrayEquals(rule.values("w", shape, 24, 7), again.values("w", shape, 24, 7));
        }
    }

    @Test
    void nothingButThisLibraryIsNeededToReadThem() throws Exception {
        Set<String> classes = new TreeSet<>();
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes(iris()))) {
            @Override
            protected Class<?> resolveClass(ObjectStreamClass described) throws IOException, ClassNotFoundException {
                classes.add(described.getName().replaceAll("^\\[+L?|;$", ""));
                return super.resolveClass(described);
            }
        }) {
            in.readObject();
        }
        classes.removeIf(name -> name.startsWith("java.util.") || name.startsWith("java.lang.") || name.length() == 1);
        assertTrue(classes.stream().allMatch(name -> name.startsWith("dev.lamina.runtime.")), classes::toString);
    }

    @Test
    void theFormIsCompact() throws Exception {
        Parameters large = new Parameters("M", 1_000_000, TensorView.dense("fc1.weight", new int[] {1000, 1000}, 0));
        assertTrue(bytes(large).length < 4_000_000 + 10_000, () -> "the views are small");
    }

    @Test
    void whatIsWrongWithAFileCanBeSentToo() throws Exception {
        WeightsException e = new WeightsException("w.safetensors", List.of("one", "two"));
        WeightsException received = (WeightsException) object(bytes(e));
        assertEquals(e.getMessage(), received.getMessage());
        assertEquals(List.of("one", "two"), received.problems());
        assertEquals("w.safetensors", received.source());
    }
}
