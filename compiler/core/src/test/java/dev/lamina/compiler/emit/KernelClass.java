package dev.lamina.compiler.emit;

import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.TypeSpec;
import dev.lamina.compiler.ir.Buffer;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.load.ClassBytes;
import dev.lamina.runtime.SharedCalls;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.Modifier;

/** A class of nothing but scheduled kernels, to run them one by one. */
public final class KernelClass {
    public static final String NAME = "dev.lamina.generated.Kernels";

    private final Class<?> type;

    public KernelClass(ClassBytes bytes) {
        this.type = bytes.define(KernelClass.class.getClassLoader());
    }

    /** The class's source; {@code lanes} is a number of lanes, or 0 for the processor's preferred one. */
    public static String source(List<Kernel> kernels, int lanes) {
        TypeSpec.Builder type = TypeSpec.classBuilder("Kernels").addModifiers(Modifier.PUBLIC, Modifier.FINAL);
        VectorFields.fields().forEach(type::addField);
        OutlinedMethods outlined = OutlinedMethods.of(kernels);
        kernels.forEach(kernel -> KernelWriter.write(kernel, outlined).forEach(type::addMethod));
        String source = SourceLayout.print(JavaFile.builder("dev.lamina.generated", type.build())
                .indent("    ")
                .skipJavaLangImports(true)
                .build());
        String fixed = source.replaceFirst(
                " SPECIES =\\s[^;]*;", " SPECIES = FloatVector.SPECIES_" + lanes * Float.SIZE + ";");
        return lanes == 0 ? source : fixed;
    }

    /** Runs a kernel; every array starts at index 0. */
    public void run(Kernel kernel, Map<Buffer, Object> memory, Map<String, Float> arguments, int batch) {
        List<Object> values = new ArrayList<>();
        for (Buffer buffer : kernel.buffers()) {
            if (buffer.equals(Buffer.SCRATCH)) {
                values.add(new float[kernel.scratch()]);
                continue;
            }
            values.add(memory.get(buffer));
            values.add(0);
        }
        if (kernel.random()) {
            values.add(SEED);
            values.add(STEP);
        }
        kernel.arguments().forEach(name -> values.add(arguments.get(name)));
        Map<Symbol, Integer> callSizes = Map.of(
                Symbol.BATCH,
                batch,
                Symbol.FROM,
                0,
                Symbol.TO,
                batch,
                Symbol.STEPS,
                STEPS,
                Symbol.ALL_STEPS,
                batch * STEPS);
        kernel.callSizes().forEach(symbol -> values.add(callSizes.get(symbol)));
        if (kernel.takesPart()) {
            values.add(SharedCalls.whole(batch));
        }
        try {
            method(kernel).invoke(null, values.toArray());
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new LinkageError("cannot run " + kernel.name(), e);
        }
    }

    public static final int STEPS = 3;
    public static final long SEED = 42;
    public static final long STEP = 3;

    public Method method(Kernel kernel) {
        for (Method method : type.getDeclaredMethods()) {
            if (method.getName().equals(kernel.name())) {
                method.setAccessible(true);
                return method;
            }
        }
        throw new AssertionError(kernel.name());
    }
}
