import { createApp } from 'vue';
import EchoPage from './EchoPage.vue';

createApp(EchoPage).mount('#app');
