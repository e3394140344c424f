using Microsoft.Extensions.Options;

namespace Agentry;

[OptionsValidator]
internal sealed partial class GuardrailOptionsValidator : IValidateOptions<GuardrailOptions>;
