using System.Runtime.InteropServices;

namespace Agentry.JsonSchema;

/// <summary>What a pattern of ECMA-262 became.</summary>
/// <param name="Expression">The same for .NET.</param>
/// <param name="Sequence">A matcher that needs no expression, where the pattern is simple enough.</param>
/// <param name="SuitsAutomaton">Whether an automaton can be built in a short time.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TranslatedPattern(string Expression, PatternSequence? Sequence, bool SuitsAutomaton);
