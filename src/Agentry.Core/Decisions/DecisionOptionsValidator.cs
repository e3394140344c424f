using Microsoft.Extensions.Options;

namespace Agentry;

[OptionsValidator]
internal sealed partial class DecisionOptionsValidator : IValidateOptions<DecisionOptions>;
