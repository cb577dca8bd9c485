package dev.lamina.compiler.emit;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;

/** The types that a generated class uses: arrays and classes of the runtime. */
final class RuntimeTypes {
    static final TypeName FLOATS = ArrayTypeName.of(TypeName.FLOAT);
    static final TypeName INTS = ArrayTypeName.of(TypeName.INT);
    static final ClassName PARAMETERS = runtime("Parameters");
    static final ClassName WEIGHTS = runtime("WeightsSource");
    static final ClassName STATE = runtime("TrainingState");
    static final ClassName CONTROL = runtime("TrainingControl");
    static final ClassName RATE_SCHEDULE = runtime("RateSchedule");
    static final ClassName SUMS = runtime("Sums");
    static final ClassName VECTOR_SUMS = runtime("VectorSums");
    static final ClassName CHECKS = runtime("Checks");
    static final ClassName VIEW = runtime("TensorView");
    static final ClassName INITIALIZER = runtime("Initializer");
    static final ClassName ARCHITECTURE = runtime("Architecture");
    static final ClassName BASE = runtime("GeneratedNetwork");
    static final ClassName FACTS = BASE.nestedClass("Facts");
    static final ClassName PART = runtime("Part");
    static final ClassName LENGTHS = runtime("Lengths");
    static final ClassName SINUSOIDS = runtime("Sinusoids");
    static final ClassName CARRIED = runtime("RecurrentState");
    static final ClassName SEQUENCE = runtime("SequenceNetwork");
    static final ClassName RECURRENT = runtime("Recurrent");
    static final ClassName MULTI = runtime("MultiNetwork");
    static final ClassName MULTI_BASE = runtime("GeneratedMultiNetwork");
    static final ClassName MULTI_PREDICTOR = runtime("MultiPredictor");
    static final ClassName MULTI_PREDICTOR_BASE = runtime("GeneratedMultiPredictor");
    static final ClassName INPUT_PORT = runtime("InputPort");
    static final ClassName OUTPUT_PORT = runtime("OutputPort");
    static final ClassName ARRAYS = runtime("PortArrays");
    static final ClassName ARRAY_METHODS = ClassName.get("java.util", "Arrays");

    private RuntimeTypes() {}

    /** A class of the runtime. */
    static ClassName runtime(String name) {
        return ClassName.get("dev.lamina.runtime", name);
    }

    /** The interface of a network that streams. */
    static ClassName streaming(CallPlan call) {
        if (call.isMulti()) {
            return runtime("MultiStreaming");
        }
        return runtime(call.input().holdsTokens() ? "TokenStreaming" : "Streaming");
    }

    static ParameterSpec argument(TypeName type, String name) {
        return ParameterSpec.builder(type, name).build();
    }

    /** The argument of a method that computes one thread's part. */
    static ParameterSpec part() {
        return argument(PART, "part");
    }

    static ParameterSpec floats(String name) {
        return argument(FLOATS, name);
    }
}
