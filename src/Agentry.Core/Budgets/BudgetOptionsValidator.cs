using Microsoft.Extensions.Options;

namespace Agentry;

[OptionsValidator]
internal sealed partial class BudgetOptionsValidator : IValidateOptions<BudgetOptions>;
