using Microsoft.Extensions.Options;

namespace Agentry;

[OptionsValidator]
internal sealed partial class AgentOptionsValidator : IValidateOptions<AgentOptions>;
