package dev.lamina.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.api.python.Py4JServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program in Python trains with the bits of one in Java, where PySpark is installed. */
final class PythonIT {

    @TempDir
    private Path folder;

    /** The wrapper of scale.md, in a Python that has PySpark. The JVM of PySpark is this one. */
    @Test
    void aProgramInPythonTrainsWithTheWrapperOfTheDocumentation() throws Exception {
        assumeTrue(hasPySpark(), "python3 has no pyspark here");
        Path wrapper = Files.writeString(folder.resolve("wrapper.py"), LanguagesIT.wrapper());
        Py4JServer gateway = new Py4JServer(new SparkConf());
        gateway.start();
        try {
            ProcessBuilder python = new ProcessBuilder(
                    "python3",
                    LanguagesIT.resource("digits.py").toString(),
                    wrapper.toString(),
                    Models.file(folder, Models.DIGITS),
                    Path.of("../../examples/digits/data/digits.csv.gz")
                            .toRealPath()
                            .toString());
            python.environment().put("PYSPARK_GATEWAY_PORT", String.valueOf(gateway.getListeningPort()));
            python.environment().put("PYSPARK_GATEWAY_SECRET", gateway.secret());
            assertEquals(LanguagesIT.inJava() + " " + LanguagesIT.SAMPLES, FreshJvm.lastLine(python));
        } finally {
            gateway.shutdown();
        }
    }

    private static boolean hasPySpark() throws InterruptedException {
        try {
            Process process = new ProcessBuilder("python3", "-c", "import pyspark")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // no Python at all
        }
    }
}
