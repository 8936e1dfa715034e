// smart-whisper 0.8.1 sets `use_gpu` of the engine's parameters and leaves all others as its stack happens to be: whether
// attention is computed another way, whether time stamps come from alignment heads that nobody chose. The linker sends its call
// here instead (--wrap), and the others get whisper.cpp's own defaults.
#include "whisper.h"

extern "C" whisper_context * __real_whisper_init_from_file_with_params_no_state(
    const char * path, whisper_context_params params);

extern "C" whisper_context * __wrap_whisper_init_from_file_with_params_no_state(
    const char * path, whisper_context_params given) {
    whisper_context_params params = whisper_context_default_params();
    params.use_gpu = given.use_gpu;
    return __real_whisper_init_from_file_with_params_no_state(path, params);
}
