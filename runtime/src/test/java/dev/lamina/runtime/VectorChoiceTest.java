package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which classes may touch the Vector API; these tests run on a JVM that has it. */
final class VectorChoiceTest {
    @TempDir
    private Path folder;

    @Test
    void aClassOfTheClassPathTakesVectors() {
        assertTrue(VectorChoice.isPossible(VectorChoiceTest.class));
        assertTrue(VectorChoice.isTaken(VectorChoiceTest.class));
    }

    /** Vector code of a module that does not read the Vector API fails to load. */
    @Test
    void aClassOfAModuleThatDoesNotReadThemIsPlainJava() throws Exception {
        Class<?> model = classOfModule("module m { }");
        assertEquals("m", model.getModule().getName());
        assertFalse(VectorChoice.isPossible(model));
        assertFalse(VectorChoice.isTaken(model));
    }

    @Test
    void aModuleReadsThemByOneLine() throws Exception {
        assertTrue(VectorChoice.isTaken(classOfModule("module m { requires static jdk.incubator.vector; }")));
    }

    /** As OSGi does to a bundle that does not import the package. */
    @Test
    void aClassWhoseLoaderHidesThemIsPlainJava() throws Exception {
        ClassLoader hiding = new HidingLoader();
        Class<?> model = hiding.loadClass(HidingLoader.Model.class.getName());
        assertSame(hiding, model.getClassLoader());
        assertFalse(VectorChoice.isTaken(model));
        assertFalse(VectorChoice.isPossible(model));
        assertFalse(VectorChoice.isPossible("Fraud", hiding));
        assertFalse(VectorChoice.isAvailable(hiding));
        assertTrue(VectorChoice.isAvailable(VectorChoiceTest.class.getClassLoader()));
    }

    /** Vector code calls functions of the runtime that are vector code too. */
    @Test
    void aRuntimeWhoseLoaderHidesThemIsPlainJavaForAllModels() throws Exception {
        Class<?> choice = new HidingLoader().loadClass(VectorChoice.class.getName());
        assertNotSame(VectorChoice.class, choice);
        assertEquals(false, choice.getMethod("isPossible", Class.class).invoke(null, VectorChoiceTest.class));
    }

    /** What JVMs say of themselves, as far as it has been seen. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OpenJDK 64-Bit Server VM | mixed mode, sharing | 25.0.3+9-LTS | true",
                "Java HotSpot(TM) 64-Bit Server VM | mixed mode | 17.0.15+9 | true",
                "OpenJDK 64-Bit Server VM | mixed mode, emulated-client, sharing | 25.0.3+9-LTS | false",
                "OpenJDK 64-Bit Server VM | interpreted mode, sharing | 25.0.3+9-LTS | false",
                "OpenJDK 64-Bit Server VM | mixed mode, sharing | 25+37-jvmci-b01 | false",
                "OpenJDK 64-Bit Zero VM | interpreted mode | 21 | false",
                "OpenJDK Client VM | mixed mode | 17 | false",
                "Eclipse OpenJ9 VM | JRE 17 Linux amd64-64-Bit Compressed References | openj9-0.40.0 | false",
            })
    void onlyHotSpotWithC2IsKnownToCompileVectorCode(String name, String info, String version, boolean compiles) {
        assertEquals(compiles, VectorSupport.obstacle(name, info, version).isEmpty());
    }

    private Class<?> classOfModule(String descriptor) throws Exception {
        Path module = Files.writeString(folder.resolve("module-info.java"), descriptor);
        Path model = Files.writeString(folder.resolve("Fraud.java"), "package p; public class Fraud { }");
        List<String> javac = List.of("-nowarn", "-d", folder.toString(), module.toString(), model.toString());
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, javac.toArray(String[]::new)));
        ModuleLayer boot = ModuleLayer.boot();
        Configuration configuration =
                boot.configuration().resolve(ModuleFinder.of(folder), ModuleFinder.of(), Set.of("m"));
        return boot.defineModulesWithOneLoader(configuration, VectorChoiceTest.class.getClassLoader())
                .findLoader("m")
                .loadClass("p.Fraud");
    }
}
