using System.Runtime.InteropServices;
using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>A schema and where it stands.</summary>
/// <param name="Resource">The innermost schema with an identifier around it: what its references are relative to.</param>
/// <param name="Schema">The schema itself.</param>
/// <param name="Location">Its pointer; in a document from the registry with the document's URI and <c>#</c> before it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SchemaPlace(SchemaResource Resource, JsonElement Schema, string Location);
