/** The fields of a plain form post; null for any other kind of body or one that cannot be read. Never throws. */
export async function readForm(request: Request): Promise<FormData | null> {
  const type = request.headers.get('content-type')?.toLowerCase() ?? '';
  if (!type.startsWith('application/x-www-form-urlencoded') && !type.startsWith('multipart/form-data'))
    return null;
  try {
    return await request.formData();
  } catch {
    return null;
  }
}
