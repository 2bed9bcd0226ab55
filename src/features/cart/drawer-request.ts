/** The header by which the drawer's script asks for what it shows, instead of the redirect to the basket page. */
export const drawerHeader = 'X-Basket-Drawer';

/** Id of the drawer on a page; its parts are named after it. */
export const drawerId = 'basket-drawer';
